import type { Window } from './types';

export interface Preset {
  name: string;
  window: Window;
}

const ct: readonly Preset[] = [
  { name: 'Brain', window: { width: 80, level: 40 } },
  { name: 'Lung', window: { width: 1500, level: -600 } },
  { name: 'Bone', window: { width: 1800, level: 400 } },
  { name: 'Soft tissue', window: { width: 380, level: 40 } },
  { name: 'Liver', window: { width: 150, level: 60 } },
];

/** Window presets of a modality, in the order of Alt 1 to 5. Only CT has absolute units; others start from `own`. */
export function presetsFor(modality: string, own: Window): readonly Preset[] {
  if (modality === 'CT') return ct;
  return [
    { name: 'As stored', window: own },
    { name: 'Narrow', window: { width: own.width * 0.6, level: own.level } },
    { name: 'Wide', window: { width: own.width * 1.6, level: own.level } },
  ];
}

/** What a series without a window of its own opens with; null: chosen from its values. */
export function usualWindow(modality: string): Window | null {
  return modality === 'CT' ? (ct.find(({ name }) => name === 'Soft tissue')?.window ?? null) : null;
}

/** The preset that is on, if the window is one of them. */
export function presetNamed(presets: readonly Preset[], window: Window): Preset | null {
  const near = (a: number, b: number) => Math.abs(a - b) < 0.5 + 0.001 * Math.abs(b);
  return (
    presets.find(
      (preset) => near(preset.window.width, window.width) && near(preset.window.level, window.level),
    ) ?? null
  );
}

/** The window between the 1st and the 99.5th percentile of some values, for series that store none. */
export function windowFromValues(values: ArrayLike<number>): Window {
  const step = Math.max(1, Math.floor(values.length / 20_000));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += step) sample.push(values[i] ?? 0);
  sample.sort((a, b) => a - b);
  const low = sample[Math.floor(sample.length * 0.01)] ?? 0;
  const high = sample[Math.floor(sample.length * 0.995)] ?? 1;
  return { width: Math.max(1, high - low), level: (high + low) / 2 };
}
