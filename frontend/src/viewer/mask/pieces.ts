import type { Index } from '../types';
import { boundsOf, cropOf, type Extent, only, placeIn, wholeBox, within } from './crop';
import { eachPiece, flood, type Spans, writeSpans } from './flood';
import type { MaskAccess } from './operations';

/** What a fill came to: how many voxels it may have changed, or why it did nothing. */
export type Filled = 'filled' | 'open' | 'closed';

/**
 * Gives the face-connected region of equal value around a voxel to a label: a piece of another label, or the background
 * that an outline encloses. Background that reaches the edge of the image is no region: 'open', nothing is changed.
 * 'closed' when what is there is locked or hidden.
 */
export function fillRegion(access: MaskAccess, extent: Extent, at: Index, value: number): Filled {
  const { shape, data } = access;
  const before = data[(at[0] * shape[1] + at[1]) * shape[2] + at[2]] ?? 0;
  if (!access.isOpen(before) || !access.isOpen(value)) return 'closed';
  const bounds = before === 0 ? wholeBox(shape, extent) : boundsOf(access, before);
  const box = bounds && within(bounds, extent);
  if (!box) return 'closed';
  const crop = cropOf(access, box, extent, only(before));
  const spans: Spans = [];
  flood(crop, placeIn(crop, box, at), 1, 2, spans);
  if (before === 0 && reachesEdge(crop.size, crop.rim, spans)) return 'open';
  writeSpans(access, crop, spans, value);
  return 'filled';
}

/** Whether a region touches the rim of its crop. Across a single slice there is no edge. */
function reachesEdge(size: Index, rim: Index, spans: Spans): boolean {
  const edge = (place: number, axis: 0 | 1 | 2) =>
    rim[axis] > 0 && (place <= rim[axis] || place >= size[axis] - 1 - rim[axis]);
  for (let i = 0; i < spans.length; i += 2) {
    const first = spans[i] ?? 0;
    const c = first % size[2];
    const row = (first - c) / size[2];
    const last = c + (spans[i + 1] ?? 0) - first;
    const a = Math.floor(row / size[1]);
    if (edge(c, 2) || edge(last, 2) || edge(row % size[1], 1) || edge(a, 0)) return true;
  }
  return false;
}

/** Keeps the largest face-connected piece of a label; the others become background. */
export function keepLargest(access: MaskAccess, value: number): void {
  const found = labelCrop(access, value);
  if (!found) return;
  let best: { count: number; spans: Spans } | null = null;
  eachPiece(found, (count, spans) => {
    const loser = best && best.count >= count ? spans : best?.spans;
    if (loser) writeSpans(access, found, loser, 0);
    if (loser !== spans) best = { count, spans };
  });
}

/** Removes the pieces of a label that have fewer voxels than this; the largest stays, however small. */
export function removeIslands(access: MaskAccess, value: number, leastVoxels: number): void {
  const found = labelCrop(access, value);
  if (!found) return;
  let best: { count: number; spans: Spans } | null = null;
  eachPiece(found, (count, spans) => {
    const loser = best && best.count >= count ? { count, spans } : best;
    if (loser && loser.count < leastVoxels) writeSpans(access, found, loser.spans, 0);
    if (loser?.spans !== spans) best = { count, spans };
  });
}

/** Gives all of one label to another. */
export function relabelAll(access: MaskAccess, from: number, to: number): void {
  const [depth, rows, columns] = access.shape;
  const size = rows * columns;
  for (let z = 0; z < depth; z++) {
    if (access.countIn(z, from) === 0) continue;
    for (let i = access.data.indexOf(from, z * size); i >= 0 && i < (z + 1) * size; i++) {
      if (access.data[i] === from) access.set(i, to);
    }
  }
}

function labelCrop(access: MaskAccess, value: number) {
  const box = access.isOpen(value) ? boundsOf(access, value) : null;
  return box && cropOf(access, box, 'volume', only(value));
}
