import type { Vector } from '../types';

/** The box around a mesh: LPS, mm. */
export interface Bounds {
  low: Vector;
  high: Vector;
}

export function boundsOf(positions: Float32Array): Bounds {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const mm = positions[i] ?? 0;
    const axis = (i % 3) as 0 | 1 | 2;
    if (mm < low[axis]) low[axis] = mm;
    if (mm > high[axis]) high[axis] = mm;
  }
  return { low, high };
}

/** A ball that holds all boxes; null for none. */
export function ballAround(all: readonly Bounds[]): { centre: Vector; radius: number } | null {
  if (all.length === 0) return null;
  const low = (axis: 0 | 1 | 2) => Math.min(...all.map((each) => each.low[axis]));
  const high = (axis: 0 | 1 | 2) => Math.max(...all.map((each) => each.high[axis]));
  const middle = (axis: 0 | 1 | 2) => (low(axis) + high(axis)) / 2;
  return {
    centre: [middle(0), middle(1), middle(2)],
    radius: Math.hypot(high(0) - low(0), high(1) - low(1), high(2) - low(2)) / 2,
  };
}
