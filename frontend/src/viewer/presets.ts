import type { Window } from './types';

export interface Preset {
  name: string;
  window: Window;
}

/** Until a series has told one, or its values have: soft tissue, as most CT is opened. */
export const firstWindow: Window = { width: 400, level: 40 };

const ct: readonly Preset[] = [
  { name: 'Brain', window: { width: 80, level: 40 } },
  { name: 'Lung', window: { width: 1500, level: -600 } },
  { name: 'Bone', window: { width: 1800, level: 400 } },
  { name: 'Soft tissue', window: { width: 380, level: 40 } },
  { name: 'Liver', window: { width: 150, level: 60 } },
];

/** Between which percentiles of the values a window reaches. */
const shares: readonly (readonly [name: string, low: number, high: number])[] = [
  ['Full range', 0.002, 0.999],
  ['Contrast', 0.05, 0.95],
  ['Bright parts', 0.5, 0.999],
  ['Dark parts', 0.002, 0.6],
];

/**
 * Window presets of a modality, in the order of Alt 1 to 5. Only CT has absolute units; for others they reach between
 * percentiles of `values`, for MR of those that are not air.
 */
export function presetsFor(modality: string, own: Window, values: readonly number[] = []): readonly Preset[] {
  if (modality === 'CT') return ct;
  const sorted = (modality === 'MR' ? withoutAir(values) : [...values]).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return [
    { name: 'As stored', window: own },
    ...(sorted.length === 0 ? [] : shares).map(([name, low, high]) => ({
      name,
      window: { width: Math.max(1, at(high) - at(low)), level: (at(high) + at(low)) / 2 },
    })),
  ];
}

/** What a series without a window of its own opens with; null: chosen from its values. */
export function usualWindow(modality: string): Window | null {
  return modality === 'CT' ? (ct.find(({ name }) => name === 'Soft tissue')?.window ?? null) : null;
}

/** Air has no signal: what lies in the lowest twentieth of the range. */
function withoutAir(values: readonly number[]): number[] {
  const [low, high] = ends(values);
  return values.filter((value) => value > low + 0.05 * (high - low));
}

function ends(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  return [sorted[0] ?? 0, sorted[Math.floor(sorted.length * 0.995)] ?? 0];
}

const SAMPLES = 20_000;

/** Some values of the slices that have arrived, evenly from all of them. */
export function sampleOf(depth: number, slice: (z: number) => ArrayLike<number> | null): number[] {
  const there = Array.from({ length: depth }, (_, z) => slice(z)).filter((each) => each !== null);
  return there.flatMap((values) => {
    const step = Math.max(1, Math.ceil((values.length * there.length) / SAMPLES));
    return Array.from({ length: Math.floor(values.length / step) }, (_, i) => values[i * step] ?? 0);
  });
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
