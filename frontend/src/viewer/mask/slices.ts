import type { Index, Plane } from '../types';

/** One plane of a volume, copied: `data[v * width + u]`. z: u = x, v = y; y: u = x, v = z; x: u = y, v = z. */
export interface Slice {
  data: Uint8Array;
  width: number;
  height: number;
}

type Axis = 0 | 1 | 2;

/** Which index axes run along u and v of a slice. */
export const sliceAxes: Readonly<Record<Plane, { u: Axis; v: Axis }>> = {
  z: { u: 2, v: 1 },
  y: { u: 2, v: 0 },
  x: { u: 1, v: 0 },
};

/** Copies the slice `k` of a plane out of a (z, y, x) volume. */
export function sliceOf(volume: Readonly<Uint8Array>, shape: Index, plane: Plane, k: number): Slice {
  const [depth, rows, columns] = shape;
  if (plane === 'z') {
    const size = rows * columns;
    return { data: volume.slice(k * size, (k + 1) * size), width: columns, height: rows };
  }
  if (plane === 'y') {
    const data = new Uint8Array(depth * columns);
    for (let z = 0; z < depth; z++) {
      const start = (z * rows + k) * columns;
      data.set(volume.subarray(start, start + columns), z * columns);
    }
    return { data, width: columns, height: depth };
  }
  const data = new Uint8Array(depth * rows);
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) data[z * rows + y] = volume[(z * rows + y) * columns + k] ?? 0;
  }
  return { data, width: rows, height: depth };
}
