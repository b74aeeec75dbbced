import { axisOf, type Index, type Plane } from '../types';
import type { MaskAccess } from './operations';

type Axis = 0 | 1 | 2;
type Triple = [number, number, number];

/** First and last voxel of a box, both inside it. */
export interface Box {
  low: Index;
  high: Index;
}

/** What an operation works in: one slice of a plane, or the volume. What is connected is connected in there. */
export type Extent = { plane: Plane; slice: number } | 'volume';

/**
 * A box of the volume copied out, (slow, middle, fast). With a rim of one voxel around it, a walk to a neighbour needs
 * no check; a single slice has one layer and no rim across it.
 */
export interface Crop {
  data: Uint8Array;
  /** Voxels along the crop's axes, rim included. */
  size: Index;
  rim: Index;
  /** Which axis of the volume each axis of the crop is. */
  axes: readonly [Axis, Axis, Axis];
  /** Offset in the volume of the crop's first voxel, which may lie outside. */
  base: number;
  /** Steps in the volume of one step along each axis of the crop. */
  strides: Index;
}

const axesOf: Record<Plane, readonly [Axis, Axis, Axis]> = { z: [0, 1, 2], y: [1, 0, 2], x: [2, 0, 1] };

/** Copies a box out, each value through a table of 256; the rim becomes `outside`. */
export function cropOf(
  { shape, data }: Pick<MaskAccess, 'shape' | 'data'>,
  box: Box,
  extent: Extent,
  table: Readonly<Uint8Array>,
  rim: { width: 0 | 1; value?: number } = { width: 1 },
): Crop {
  const crop = emptyCrop(shape, box, extent, rim.width);
  if (rim.value) crop.data.fill(rim.value);
  eachRow(crop, (at, offset, count) => {
    const step = crop.strides[2];
    for (let i = 0; i < count; i++) crop.data[at + i] = table[data[offset + i * step] ?? 0] ?? 0;
  });
  return crop;
}

/** A crop of zeros over a box. */
export function emptyCrop(shape: Index, box: Box, extent: Extent, width: 0 | 1): Crop {
  const steps: Index = [shape[1] * shape[2], shape[2], 1];
  const axes = extent === 'volume' ? axesOf.z : axesOf[extent.plane];
  const rim: Index = [extent === 'volume' ? width : 0, width, width];
  const size = axes.map(
    (axis, i) => box.high[axis] - box.low[axis] + 1 + 2 * (rim[i] ?? 0),
  ) as unknown as Index;
  const base = axes.reduce<number>((sum, axis, i) => sum + (box.low[axis] - (rim[i] ?? 0)) * steps[axis], 0);
  const strides: Index = [steps[axes[0]], steps[axes[1]], steps[axes[2]]];
  return { data: new Uint8Array(size[0] * size[1] * size[2]), size, rim, axes, base, strides };
}

/** Visits each row inside the rim: its place in the crop, the volume's offset there, how many voxels. */
export function eachRow(crop: Crop, visit: (at: number, offset: number, count: number) => void): void {
  const { size, rim, strides, base } = crop;
  const count = size[2] - 2 * rim[2];
  for (let a = rim[0]; a < size[0] - rim[0]; a++) {
    for (let b = rim[1]; b < size[1] - rim[1]; b++) {
      visit(
        (a * size[1] + b) * size[2] + rim[2],
        base + a * strides[0] + b * strides[1] + rim[2] * strides[2],
        count,
      );
    }
  }
}

/** The offset in the volume of a place in a crop. */
export function offsetOf({ size, base, strides }: Crop, at: number): number {
  const c = at % size[2];
  const rest = (at - c) / size[2];
  const b = rest % size[1];
  return base + ((rest - b) / size[1]) * strides[0] + b * strides[1] + c * strides[2];
}

/** The place in a crop of a voxel of the volume, inside its box. */
export function placeIn(crop: Crop, box: Box, at: Index): number {
  const [a, b, c] = crop.axes.map((axis, i) => at[axis] - box.low[axis] + (crop.rim[i] ?? 0)) as Triple;
  return (a * crop.size[1] + b) * crop.size[2] + c;
}

/** Every voxel that can be worked in: a slice of a plane, or all of them. */
export function wholeBox(shape: Index, extent: Extent): Box {
  const low: Triple = [0, 0, 0];
  const high = shape.map((n) => n - 1) as Triple;
  return within({ low, high }, extent) ?? { low, high: low };
}

/** The part of a box that lies in the extent; null when none does. */
export function within(box: Box, extent: Extent): Box | null {
  if (extent === 'volume') return box;
  const axis = axisOf[extent.plane];
  if (extent.slice < box.low[axis] || extent.slice > box.high[axis]) return null;
  const low = [...box.low] as Triple;
  const high = [...box.high] as Triple;
  low[axis] = extent.slice;
  high[axis] = extent.slice;
  return { low, high };
}

/** A box with so many more voxels on each side, not beyond the volume. */
export function widened(shape: Index, { low, high }: Box, by: Index): Box {
  return {
    low: low.map((value, axis) => Math.max(0, value - (by[axis] ?? 0))) as unknown as Index,
    high: high.map((value, axis) =>
      Math.min((shape[axis] ?? 1) - 1, value + (by[axis] ?? 0)),
    ) as unknown as Index,
  };
}

/** Where a label is; null when it is nowhere. Only slices that hold it are looked at. */
export function boundsOf(access: MaskAccess, value: number): Box | null {
  const [depth, rows, columns] = access.shape;
  const low: Triple = [depth, rows, columns];
  const high: Triple = [-1, -1, -1];
  for (let z = 0; z < depth; z++) {
    if (access.countIn(z, value) === 0) continue;
    low[0] = Math.min(low[0], z);
    high[0] = z;
    const slice = access.data.subarray(z * rows * columns, (z + 1) * rows * columns);
    const first = Math.floor(slice.indexOf(value) / columns);
    const last = Math.floor(slice.lastIndexOf(value) / columns);
    low[1] = Math.min(low[1], first);
    high[1] = Math.max(high[1], last);
    for (let y = first; y <= last; y++) {
      const row = y * columns;
      for (let x = 0; x < low[2]; x++) if (slice[row + x] === value) low[2] = x;
      for (let x = columns - 1; x > high[2]; x--) if (slice[row + x] === value) high[2] = x;
    }
  }
  return high[0] < 0 ? null : { low, high };
}

/** A table that gives 1 for one value and 0 for all others. */
export function only(value: number): Uint8Array {
  const table = new Uint8Array(256);
  table[value] = 1;
  return table;
}
