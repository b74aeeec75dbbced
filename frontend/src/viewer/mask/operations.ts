import { axisOf, type Index, type Plane } from '../types';
import { type Slice, sliceAxes, sliceOf } from './slices';

/** What an operation may read and write; every write is part of one undoable step. */
export interface MaskAccess {
  readonly shape: Index;
  /** The mask as it is now, (z, y, x); read only. */
  readonly data: Readonly<Uint8Array>;
  /** Writes one voxel, unless what is there is locked or hidden. */
  set(offset: number, value: number): void;
}

/** The offset in the volume of the pixel (u, v) of a slice. */
export function offsetIn(shape: Index, plane: Plane, k: number, u: number, v: number): number {
  const index: [number, number, number] = [0, 0, 0];
  index[axisOf[plane]] = k;
  index[sliceAxes[plane].u] = u;
  index[sliceAxes[plane].v] = v;
  return (index[0] * shape[1] + index[1]) * shape[2] + index[2];
}

/** Fills the 4-connected region of equal value around a voxel, in its slice, with the label. */
export function floodFill(access: MaskAccess, plane: Plane, at: Index, value: number): void {
  const k = at[axisOf[plane]];
  const slice = sliceOf(access.data, access.shape, plane, k);
  const u = at[sliceAxes[plane].u];
  const v = at[sliceAxes[plane].v];
  for (const pixel of regionOf(slice, u, v)) {
    access.set(offsetIn(access.shape, plane, k, pixel % slice.width, Math.floor(pixel / slice.width)), value);
  }
}

function regionOf(slice: Slice, u: number, v: number): number[] {
  const { data, width, height } = slice;
  const first = v * width + u;
  const wanted = data[first];
  const seen = new Uint8Array(data.length);
  const queue = [first];
  seen[first] = 1;
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head] ?? 0;
    const x = at % width;
    const y = (at - x) / width;
    const visit = (next: number, inside: boolean) => {
      if (!inside || seen[next] || data[next] !== wanted) return;
      seen[next] = 1;
      queue.push(next);
    };
    visit(at - 1, x > 0);
    visit(at + 1, x < width - 1);
    visit(at - width, y > 0);
    visit(at + width, y < height - 1);
  }
  return queue;
}

/** Copies one label of a slice onto a neighbouring slice of the same plane. */
export function copyLabel(access: MaskAccess, plane: Plane, from: number, to: number, value: number): void {
  if (to < 0 || to >= access.shape[axisOf[plane]]) return;
  const slice = sliceOf(access.data, access.shape, plane, from);
  slice.data.forEach((label, pixel) => {
    if (label !== value) return;
    access.set(
      offsetIn(access.shape, plane, to, pixel % slice.width, Math.floor(pixel / slice.width)),
      value,
    );
  });
}

/** Fills what a label encloses in each slice of the scanned plane: background that does not reach the border. */
export function fillHoles(access: MaskAccess, value: number): void {
  const [depth, rows, columns] = access.shape;
  for (let z = 0; z < depth; z++) {
    const slice = sliceOf(access.data, access.shape, 'z', z);
    if (!slice.data.includes(value)) continue;
    const wall = { ...slice, data: slice.data.map((label) => (label === value ? 1 : 0)) };
    const outside = new Uint8Array(rows * columns);
    for (let pixel = 0; pixel < outside.length; pixel++) {
      const u = pixel % columns;
      const v = Math.floor(pixel / columns);
      const border = u === 0 || v === 0 || u === columns - 1 || v === rows - 1;
      if (!border || wall.data[pixel] || outside[pixel]) continue;
      for (const reached of regionOf(wall, u, v)) outside[reached] = 1;
    }
    for (let pixel = 0; pixel < outside.length; pixel++) {
      if (!outside[pixel] && slice.data[pixel] === 0) access.set(z * rows * columns + pixel, value);
    }
  }
}

/** Keeps the largest 6-connected piece of a label in the volume; the other pieces become background. */
export function keepLargest(access: MaskAccess, value: number): void {
  const [depth, rows, columns] = access.shape;
  const size = rows * columns;
  const piece = new Int32Array(access.data.length);
  let best = { id: 0, count: 0 };
  let id = 0;
  for (let start = 0; start < piece.length; start++) {
    if (access.data[start] !== value || piece[start]) continue;
    id += 1;
    const queue = [start];
    piece[start] = id;
    for (let head = 0; head < queue.length; head++) {
      const at = queue[head] ?? 0;
      const x = at % columns;
      const y = Math.floor(at / columns) % rows;
      const z = Math.floor(at / size);
      const visit = (next: number, inside: boolean) => {
        if (!inside || piece[next] || access.data[next] !== value) return;
        piece[next] = id;
        queue.push(next);
      };
      visit(at - 1, x > 0);
      visit(at + 1, x < columns - 1);
      visit(at - columns, y > 0);
      visit(at + columns, y < rows - 1);
      visit(at - size, z > 0);
      visit(at + size, z < depth - 1);
    }
    if (queue.length > best.count) best = { id, count: queue.length };
  }
  for (let at = 0; at < piece.length; at++) {
    const found = piece[at];
    if (found && found !== best.id) access.set(at, 0);
  }
}
