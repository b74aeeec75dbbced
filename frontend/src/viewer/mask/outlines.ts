import type { Slice } from './slices';

/**
 * One line around a label, in corners of the pixel lattice: a corner (u, v) is the upper left of pixel (u, v), so that
 * pixel centres lie at +0.5. Flat: u0, v0, u1, v1, ... `closed` when it returns to its start.
 */
export interface Outline {
  label: number;
  corners: Int32Array;
  closed: boolean;
}

/** Decides whether the edge between pixel offsets `a` (inside, or -1) and `b` (outside, or -1) is drawn. */
type EdgeFilter = (inside: number, outside: number) => boolean;

/** The outlines of all labels in a slice, each label for itself; lines of neighbours lie on the same edge. */
export function outlinesOf(slice: Slice, keep: EdgeFilter = () => true): Outline[] {
  const edges = collectEdges(slice, keep);
  const found: Outline[] = [];
  for (const [label, starts] of edges) {
    for (const corners of chain(starts, slice.width + 1)) {
      const last = corners.length - 2;
      const closed = corners[0] === corners[last] && corners[1] === corners[last + 1];
      found.push({ label, corners: Int32Array.from(corners), closed });
    }
  }
  return found;
}

/**
 * The outline of `reference` where `current` has changed it: the edges of the reference that have a changed pixel on
 * either side.
 */
export function changedOutlinesOf(reference: Slice, current: Slice): Outline[] {
  const rows = changedRows(reference, current);
  if (!rows) return [];
  // One row more on either side: an edge that is kept has a changed pixel beside it.
  const [from, to] = [Math.max(0, rows[0] - 1), Math.min(reference.height, rows[1] + 2)];
  const cut = ({ data, width }: Slice): Slice => ({
    data: data.subarray(from * width, to * width),
    width,
    height: to - from,
  });
  const [was, is] = [cut(reference), cut(current)];
  const changed = (offset: number) => offset >= 0 && was.data[offset] !== is.data[offset];
  const found = outlinesOf(was, (inside, outside) => changed(inside) || changed(outside));
  for (const { corners } of found) {
    for (let i = 1; i < corners.length; i += 2) corners[i] = (corners[i] ?? 0) + from;
  }
  return found;
}

/** The first and the last row that differ; null when none does. */
function changedRows(one: Slice, other: Slice): [number, number] | null {
  let first = 0;
  while (first < one.data.length && one.data[first] === other.data[first]) first += 1;
  if (first === one.data.length) return null;
  let last = one.data.length - 1;
  while (one.data[last] === other.data[last]) last -= 1;
  return [Math.floor(first / one.width), Math.floor(last / one.width)];
}

/** Directed edges by label, from corner to corner, with the label on the right hand (screen axes, v down). */
function collectEdges(slice: Slice, keep: EdgeFilter): Map<number, Map<number, number[]>> {
  const { data, width, height } = slice;
  const stride = width + 1;
  const byLabel = new Map<number, Map<number, number[]>>();
  const put = (label: number, from: number, to: number) => {
    let starts = byLabel.get(label);
    if (!starts) {
      starts = new Map();
      byLabel.set(label, starts);
    }
    const ends = starts.get(from);
    if (ends) ends.push(to);
    else starts.set(from, [to]);
  };
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const at = v * width + u;
      const label = data[at] ?? 0;
      if (label === 0) continue;
      const corner = v * stride + u;
      const up = v > 0 ? at - width : -1;
      const down = v < height - 1 ? at + width : -1;
      const left = u > 0 ? at - 1 : -1;
      const right = u < width - 1 ? at + 1 : -1;
      if ((data[up] ?? 0) !== label && keep(at, up)) put(label, corner, corner + 1);
      if ((data[right] ?? 0) !== label && keep(at, right)) put(label, corner + 1, corner + 1 + stride);
      if ((data[down] ?? 0) !== label && keep(at, down)) put(label, corner + 1 + stride, corner + stride);
      if ((data[left] ?? 0) !== label && keep(at, left)) put(label, corner + stride, corner);
    }
  }
  return byLabel;
}

/** Joins edges end to start. Where two lines touch at a corner, turns right, so that they stay two lines. */
function chain(starts: Map<number, number[]>, stride: number): number[][] {
  const entered = new Set<number>();
  for (const ends of starts.values()) for (const end of ends) entered.add(end);
  const openFirst = [...starts.keys()].sort((a, b) => Number(entered.has(a)) - Number(entered.has(b)));
  const lines: number[][] = [];
  for (const first of openFirst) {
    while ((starts.get(first)?.length ?? 0) > 0) lines.push(follow(starts, first, stride));
  }
  return lines;
}

function follow(starts: Map<number, number[]>, first: number, stride: number): number[] {
  const corners = [first % stride, Math.floor(first / stride)];
  let at = first;
  let step = 0;
  for (;;) {
    const ends = starts.get(at);
    if (!ends || ends.length === 0) return corners;
    const next =
      ends.length === 1 ? ends[0] : (ends.find((end) => end - at === rightOf(step, stride)) ?? ends[0]);
    if (next === undefined) return corners;
    ends.splice(ends.indexOf(next), 1);
    step = next - at;
    at = next;
    corners.push(at % stride, Math.floor(at / stride));
    if (at === first) return corners;
  }
}

/** The step after a right turn, as an offset in the corner lattice: right -> down -> left -> up. */
function rightOf(step: number, stride: number): number {
  if (step === 1) return stride;
  if (step === stride) return -1;
  if (step === -1) return -stride;
  return 1;
}
