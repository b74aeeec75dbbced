import { type Crop, offsetOf } from './crop';
import type { MaskAccess } from './operations';

/** Runs of voxels along the fast axis of a crop, flat: first, last, first, last, ... */
export type Spans = number[];

/**
 * Turns the face-connected region around a place from one value to another, run by run, and returns how many voxels it
 * has. A crop with a rim of another value bounds it; spans are added to `spans`.
 */
export function flood(
  { data, size }: Pick<Crop, 'data' | 'size'>,
  seed: number,
  from: number,
  to: number,
  spans?: Spans,
): number {
  if (data[seed] !== from) return 0;
  const steps = size[0] > 1 ? [size[2], size[1] * size[2]] : [size[2]];
  const waiting = [seed];
  let count = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (data[at] !== from) continue;
    let first = at;
    let last = at;
    while (data[first - 1] === from) first -= 1;
    while (data[last + 1] === from) last += 1;
    data.fill(to, first, last + 1);
    count += last - first + 1;
    spans?.push(first, last);
    for (const step of steps) {
      pushRuns(data, first - step, last - step, from, waiting);
      pushRuns(data, first + step, last + step, from, waiting);
    }
  }
  return count;
}

/** One place for each run of a value between two places. */
function pushRuns(data: Uint8Array, first: number, last: number, value: number, into: number[]): void {
  let inside = false;
  for (let i = first; i <= last; i++) {
    const is = data[i] === value;
    if (is && !inside) into.push(i);
    inside = is;
  }
}

/** Visits each face-connected piece of the ones in a crop. They become twos. */
export function eachPiece(crop: Crop, visit: (count: number, spans: Spans) => void): void {
  for (let seed = crop.data.indexOf(1); seed >= 0; seed = crop.data.indexOf(1, seed)) {
    const spans: Spans = [];
    visit(flood(crop, seed, 1, 2, spans), spans);
  }
}

/** Writes a value to the voxels of some spans; `where` can leave some out by what is there now. */
export function writeSpans(
  access: MaskAccess,
  crop: Crop,
  spans: Spans,
  value: number,
  where?: (label: number) => boolean,
): void {
  const step = crop.strides[2];
  for (let i = 0; i < spans.length; i += 2) {
    const first = spans[i] ?? 0;
    const count = (spans[i + 1] ?? 0) - first + 1;
    let offset = offsetOf(crop, first);
    for (let n = 0; n < count; n++, offset += step) {
      if (!where || where(access.data[offset] ?? 0)) access.set(offset, value);
    }
  }
}
