type Triple = readonly [number, number, number];

/** Voxels `low` to `high` (not included), (z, y, x). */
export interface Box {
  low: Triple;
  high: Triple;
}

/** The bytes of a box in a volume of zeros. */
export function inVolume(part: Uint8Array, { low, high }: Box, shape: Triple): Uint8Array {
  const [depth, rows, columns] = shape;
  const whole = new Uint8Array(depth * rows * columns);
  const width = high[2] - low[2];
  let from = 0;
  for (let z = low[0]; z < high[0]; z++) {
    for (let y = low[1]; y < high[1]; y++) {
      whole.set(part.subarray(from, from + width), (z * rows + y) * columns + low[2]);
      from += width;
    }
  }
  return whole;
}

/** Whether the box leaves something of the volume out. */
export const isPart = ({ low, high }: Box, shape: Triple): boolean =>
  shape.some((side, axis) => (high[axis] ?? 0) - (low[axis] ?? 0) < side);
