import { add, dot, type Grid, indexToPoint, length, scale, spacingOf, unit } from '../geometry';
import { sliceAxes } from '../mask/slices';
import { axisOf, type Index, type Vector } from '../types';
import type { Measure } from './types';

const between = (grid: Grid, from: Index, to: Index): Vector =>
  add(indexToPoint(grid, to), scale(indexToPoint(grid, from), -1));

/** The distance of two places, in the unit of the grid: mm where it has a scale. */
export function distanceOf(grid: Grid, from: Index, to: Index): number {
  return length(between(grid, from, to));
}

/** The angle at the second of three places, in degrees, 0 to 180. */
export function angleOf(grid: Grid, [a, at, b]: readonly Index[]): number {
  if (!a || !at || !b) return 0;
  const cosine = dot(unit(between(grid, at, a)), unit(between(grid, at, b)));
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}

/** What lies in an ellipse: voxels whose middle is inside. */
export interface Inside {
  count: number;
  mean: number;
  /** Of the voxels there, not of a sample of them: divided by the count. */
  deviation: number;
  /** mm2. */
  area: number;
}

/** The intensities in an ellipse; null while one of its voxels has not arrived, or when none lies inside. */
export function insideOf(
  grid: Grid,
  { plane, slice, points }: Measure,
  intensity: (index: Index) => number | null,
): Inside | null {
  const [from, to] = points;
  if (!from || !to) return null;
  const { u, v } = sliceAxes[plane];
  const middle = (axis: 0 | 1 | 2) => (from[axis] + to[axis]) / 2;
  const half = (axis: 0 | 1 | 2) => Math.abs(from[axis] - to[axis]) / 2;
  const range = (axis: 0 | 1 | 2) =>
    [
      Math.max(0, Math.ceil(middle(axis) - half(axis))),
      Math.min(grid.shape[axis] - 1, Math.floor(middle(axis) + half(axis))),
    ] as const;
  const sums = { count: 0, sum: 0, squares: 0 };
  for (let j = range(v)[0]; j <= range(v)[1]; j++) {
    for (let i = range(u)[0]; i <= range(u)[1]; i++) {
      if (((i - middle(u)) / half(u)) ** 2 + ((j - middle(v)) / half(v)) ** 2 > 1) continue;
      const index: [number, number, number] = [0, 0, 0];
      index[axisOf[plane]] = slice;
      index[u] = i;
      index[v] = j;
      const value = intensity(index);
      if (value === null) return null;
      sums.count += 1;
      sums.sum += value;
      sums.squares += value * value;
    }
  }
  if (sums.count === 0) return null;
  const mean = sums.sum / sums.count;
  const spacing = spacingOf(grid);
  return {
    count: sums.count,
    mean,
    deviation: Math.sqrt(Math.max(0, sums.squares / sums.count - mean * mean)),
    area: Math.PI * half(u) * spacing[u] * half(v) * spacing[v],
  };
}
