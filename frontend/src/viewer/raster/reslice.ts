import type { Pixels } from '../pixels/stored';
import type { Index, Plane } from '../types';

/** One plane of a series: `values[v * width + u]`; u and v as in `mask/slices`. */
export interface Reslice {
  values: Pixels;
  width: number;
  height: number;
  /** Rows (v) whose slice has not arrived; null when all are there. */
  missing: Uint8Array | null;
}

/**
 * The values of a plane; null while nothing of it is there. The scanned plane is the slice itself, not a copy; the others
 * are gathered from all slices, which for 512 x 300 takes a millisecond or two.
 */
export function resliceOf(
  slice: (z: number) => Pixels | null,
  shape: Index,
  plane: Plane,
  k: number,
): Reslice | null {
  const [depth, rows, columns] = shape;
  if (plane === 'z') {
    const values = slice(k);
    return values && { values, width: columns, height: rows, missing: null };
  }
  const slices = Array.from({ length: depth }, (_, z) => slice(z));
  const first = slices.find((one) => one !== null);
  if (!first) return null;
  const width = plane === 'y' ? columns : rows;
  const values = emptyLike(first, slices, depth * width);
  const missing = new Uint8Array(depth);
  slices.forEach((from, z) => {
    if (!from) missing[z] = 1;
    else if (plane === 'y') values.set(from.subarray(k * columns, (k + 1) * columns), z * width);
    else for (let y = 0, at = z * width; y < rows; y++, at++) values[at] = from[y * columns + k] ?? 0;
  });
  return { values, width, height: depth, missing: missing.includes(1) ? missing : null };
}

/** Floats as soon as one slice has floats: its slope is a fraction, or its values pass 16 bits. */
function emptyLike(first: Pixels, slices: readonly (Pixels | null)[], length: number): Pixels {
  if (slices.some((one) => one instanceof Float32Array)) return new Float32Array(length);
  if (first instanceof Uint8Array) return new Uint8Array(length);
  return first instanceof Uint16Array ? new Uint16Array(length) : new Int16Array(length);
}
