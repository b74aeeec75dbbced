import type { StrategyEntry } from '@/api/strategies';
import type { SimulatedArm } from './api';

/** How each arm is drawn: tone and dash, so that it reads without colour too. */
export const TONES = ['a', 'c', 'd', 'e', 'f', 'b'] as const;
export const DASHES = [undefined, '7 4', '2 3', '9 3 2 3', '4 2', '5 4'] as const;

export type NamedArm = SimulatedArm & Pick<StrategyEntry, 'title' | 'explanation'>;

/** Arms as the form names them, in the order of their areas, greatest first. */
export function ranked(arms: SimulatedArm[], strategies: StrategyEntry[] = []): NamedArm[] {
  const named = arms.map((arm) => {
    const entry = strategies.find((one) => one.name === arm.strategy);
    return { ...arm, title: entry?.title ?? arm.strategy, explanation: entry?.explanation ?? '' };
  });
  return named.sort((one, other) => other.aubc.mean - one.aubc.mean);
}

/** Moves names apart that would lie on each other: at least `gap` from one to the next below. */
export function apart(wanted: number[], gap: number, lowest: number): number[] {
  const order = wanted.map((_, i) => i).sort((i, j) => (wanted[i] ?? 0) - (wanted[j] ?? 0));
  const placed = [...wanted];
  let next = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    placed[i] = Math.max(wanted[i] ?? 0, next);
    next = (placed[i] ?? 0) + gap;
  }
  let floor = lowest;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i] ?? 0, floor);
    floor = (placed[i] ?? 0) - gap;
  }
  return placed;
}
