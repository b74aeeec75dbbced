import type { Index, Plane, Vector } from '../types';
import { visitStamp } from './brush';
import type { Intensities } from './grow';

/** What lies in a small disc of the image, in modality units. */
export interface Sample {
  count: number;
  least: number;
  most: number;
  mean: number;
  /** Of the voxels in the disc (divided by n). */
  sd: number;
}

/** Measures the disc around a place, in the slice shown; null where no slice has arrived. */
export function sampleDisc(
  grid: { shape: Index; spacing: Vector },
  intensities: Intensities,
  { plane, at, radiusMm }: { plane: Plane; at: Index; radiusMm: number },
): Sample | null {
  const size = grid.shape[1] * grid.shape[2];
  let [count, sum, squares, least, most] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  visitStamp(grid, { from: at, to: at, plane, sphere: false, radiusMm }, (offset) => {
    const z = Math.floor(offset / size);
    const value = intensities(z)?.[offset - z * size];
    if (value === undefined) return;
    count += 1;
    sum += value;
    squares += value * value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  });
  if (count === 0) return null;
  const mean = sum / count;
  return { count, least, most, mean, sd: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** The range that a sample stands for: so many standard deviations around its mean, or its extremes. */
export function rangeOf({ least, most, mean, sd }: Sample, spread: number | 'extremes'): [number, number] {
  return spread === 'extremes' ? tidyRange(least, most) : tidyRange(mean - spread * sd, mean + spread * sd);
}

/** Rounds outwards: to whole units where the range is wide, to a hundredth of its width where it is not, as in PET. */
export function tidyRange(low: number, high: number): [low: number, high: number] {
  const width = high - low;
  const unit = width >= 10 || width === 0 ? 1 : 10 ** Math.floor(Math.log10(width) - 1);
  const tidy = (value: number) => Number(value.toPrecision(12));
  return [tidy(Math.floor(low / unit) * unit), tidy(Math.ceil(high / unit) * unit)];
}
