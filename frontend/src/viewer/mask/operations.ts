import { axisOf, type Index, type Plane } from '../types';
import { sliceAxes, sliceOf } from './slices';

/** What an operation may read and write; every write is part of one undoable step. */
export interface MaskAccess {
  readonly shape: Index;
  /** The mask as it is now, (z, y, x); read only. */
  readonly data: Readonly<Uint8Array>;
  /** Writes one voxel, unless what is there, or what it would become, is locked or hidden. */
  set(offset: number, value: number): void;
  /** Whether voxels of a label may be changed. Background may. */
  isOpen(value: number): boolean;
  /** How many voxels of a label slice z holds. */
  countIn(z: number, value: number): number;
}

/** The offset in the volume of the pixel (u, v) of a slice. */
export function offsetIn(shape: Index, plane: Plane, k: number, u: number, v: number): number {
  const index: [number, number, number] = [0, 0, 0];
  index[axisOf[plane]] = k;
  index[sliceAxes[plane].u] = u;
  index[sliceAxes[plane].v] = v;
  return (index[0] * shape[1] + index[1]) * shape[2] + index[2];
}

/** Copies one label of a slice onto another slice of the same plane; what that has already stays. */
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
