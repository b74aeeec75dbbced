import { hold, letGo } from './pixels/held';
import type { VolumeSource } from './types';

/** A series on its way before anybody opens it. */
export interface Preloaded {
  /** Goes on at its own small pace, or waits. */
  run(on: boolean): void;
  /** Frees it, unless a viewer has taken it up. Once. */
  letGo(): void;
}

/** Slow enough that the case in hand never waits for the next. */
const AHEAD_AT_ONCE = 2;

/** Loads a series into memory, from slice `focus` outwards. Single images are left to the browser's cache. */
export function preloadVolume(source: VolumeSource, focus: number): Preloaded {
  if (source.slices.length < 2) return { run: () => undefined, letGo: () => undefined };
  const held = hold(source, focus, 'ahead');
  let on = true;
  const go = () => held.then(({ pixels, viewers }) => viewers() > 0 || pixels.run(on ? AHEAD_AT_ONCE : 0));
  go().catch(() => undefined);
  return {
    run: (wanted) => {
      on = wanted;
      go().catch(() => undefined);
    },
    letGo: () => letGo(source, 'ahead'),
  };
}
