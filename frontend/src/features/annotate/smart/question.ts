import { axisOf, type Index, type Label, planes, type Scribble } from '@/viewer';

/** A region of the volume: `low` to `high` (not included), (z, y, x). */
export interface Box {
  low: Index;
  high: Index;
}

/** Run of voxels of a region, counted flat: [first, how many]. */
type Run = [number, number];

export interface QuestionHeader {
  box: [Index, Index];
  label: number;
  positive: boolean;
  scribble: Run[];
  said: Run[];
  locked: number[];
}

/** The longest side that is sent whole, and the side of a region of a larger volume. */
const WHOLE = 160;
const SIDE = 128;
/** Regions begin at multiples of this, so that the next click nearby asks for the same one. */
const STEP = 64;

/** The region around the middle of what was drawn. */
export function boxAround(shape: Index, offsets: readonly number[]): Box {
  const places = offsets.map((offset) => placeOf(shape, offset));
  const low: [number, number, number] = [0, 0, 0];
  const high: [number, number, number] = [...shape];
  for (const plane of planes) {
    const axis = axisOf[plane];
    if (shape[axis] <= WHOLE) continue;
    const along = places.map((place) => place[axis]);
    const middle = (Math.min(...along) + Math.max(...along)) / 2;
    low[axis] = Math.min(shape[axis] - SIDE, Math.max(0, Math.round((middle - SIDE / 2) / STEP) * STEP));
    high[axis] = low[axis] + SIDE;
  }
  return { low, high };
}

export const shapeOf = ({ low, high }: Box): Index => [high[0] - low[0], high[1] - low[1], high[2] - low[2]];

/** The box's part of a volume, as a copy. */
export function cut(volume: Readonly<Uint8Array>, shape: Index, box: Box): Uint8Array {
  const [depth, rows, columns] = shapeOf(box);
  const part = new Uint8Array(depth * rows * columns);
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const from = ((box.low[0] + z) * shape[1] + box.low[1] + y) * shape[2] + box.low[2];
      part.set(volume.subarray(from, from + columns), (z * rows + y) * columns);
    }
  }
  return part;
}

/** The offset in the volume of a voxel of the box. */
export function outside(shape: Index, box: Box, offset: number): number {
  const [, rows, columns] = shapeOf(box);
  const x = offset % columns;
  const y = Math.floor(offset / columns) % rows;
  const z = Math.floor(offset / (columns * rows));
  return ((box.low[0] + z) * shape[1] + box.low[1] + y) * shape[2] + box.low[2] + x;
}

/** Runs of the voxels that lie in the box. */
export function runsIn(shape: Index, box: Box, offsets: Iterable<number>): Run[] {
  const [depth, rows, columns] = shapeOf(box);
  const inside: number[] = [];
  for (const offset of offsets) {
    const place = placeOf(shape, offset);
    const [z, y, x] = [place[0] - box.low[0], place[1] - box.low[1], place[2] - box.low[2]];
    if (z < 0 || y < 0 || x < 0 || z >= depth || y >= rows || x >= columns) continue;
    inside.push((z * rows + y) * columns + x);
  }
  const runs: Run[] = [];
  for (const at of [...new Set(inside)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[0] + last[1] === at) last[1] += 1;
    else runs.push([at, 1]);
  }
  return runs;
}

/** What was said before and still holds: what was undone or painted over since is not insisted on. */
export function stillTrue(volume: Readonly<Uint8Array>, earlier: readonly Scribble[]): number[] {
  return earlier.flatMap(({ label, positive, offsets }) =>
    offsets.filter((offset) => (volume[offset] === label) === positive),
  );
}

/** Labels that an edit must leave alone, as for the brush. */
export const closed = (labels: readonly Label[]): number[] =>
  labels.filter(({ locked, visible }) => locked || !visible).map(({ value }) => value);

/** The question's bytes before gzip: length of the header, header, labels. */
export function pack(header: QuestionHeader, labels: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + text.length + labels.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(labels, 4 + text.length);
  return bytes;
}

function placeOf(shape: Index, offset: number): Index {
  const x = offset % shape[2];
  const rest = (offset - x) / shape[2];
  const y = rest % shape[1];
  return [(rest - y) / shape[1], y, x];
}
