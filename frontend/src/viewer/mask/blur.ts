import type { Index, Vector } from '../types';

/**
 * Gaussian blur of ones and zeros, (slow, middle, fast): 0 to 65535. Beyond the edge the outermost voxels go on, so that
 * a label cut off by the edge of the image stays where it is. `sigma` in voxels along the three axes; under a quarter of
 * a voxel an axis is left alone. Holds only as many slices as the kernel spans.
 */
export function blurred(data: Readonly<Uint8Array>, size: Index, sigma: Vector): Uint16Array {
  const [slow, middle, fast] = size;
  const plane = middle * fast;
  const across = kernelOf(sigma[0]);
  const inPlane = [kernelOf(sigma[1]), kernelOf(sigma[2])] as const;
  const out = new Uint16Array(data.length);
  const kept = new Map<number, Float32Array | null>();
  const blurredSlice = (a: number): Float32Array | null => {
    const slice = Math.min(slow - 1, Math.max(0, a));
    const known = kept.get(slice);
    if (known !== undefined) return known;
    const source = data.subarray(slice * plane, (slice + 1) * plane);
    const made = source.includes(1) ? blurPlane(source, middle, fast, inPlane) : null;
    kept.set(slice, made);
    return made;
  };
  const reach = across.length - 1;
  const sum = new Float32Array(plane);
  for (let a = 0; a < slow; a++) {
    let any = false;
    for (let k = -reach; k <= reach; k++) {
      const layer = blurredSlice(a + k);
      if (!layer) continue;
      if (!any) sum.fill(0);
      any = true;
      const weight = across[Math.abs(k)] ?? 0;
      for (let i = 0; i < plane; i++) sum[i] = (sum[i] ?? 0) + weight * (layer[i] ?? 0);
    }
    kept.delete(a - reach);
    if (!any) continue;
    for (let i = 0; i < plane; i++) out[a * plane + i] = (sum[i] ?? 0) * 65535 + 0.5;
  }
  return out;
}

/** One half of a Gaussian, from its middle outwards; together with its mirror it sums to 1. */
function kernelOf(sigma: number): Float32Array {
  if (sigma < 0.25) return Float32Array.of(1);
  const half = Float32Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  );
  const total = half.reduce((sum, weight, i) => sum + (i === 0 ? weight : 2 * weight), 0);
  return half.map((weight) => weight / total);
}

function blurPlane(
  source: Uint8Array,
  rows: number,
  columns: number,
  [down, along]: readonly [Float32Array, Float32Array],
): Float32Array {
  const wide = new Float32Array(rows * columns);
  const reach = along.length - 1;
  for (let y = 0; y < rows; y++) {
    const row = source.subarray(y * columns, (y + 1) * columns);
    if (!row.includes(1)) continue;
    for (let x = 0; x < columns; x++) {
      let sum = (along[0] ?? 0) * (row[x] ?? 0);
      for (let k = 1; k <= reach; k++) {
        sum += (along[k] ?? 0) * ((row[Math.max(0, x - k)] ?? 0) + (row[Math.min(columns - 1, x + k)] ?? 0));
      }
      wide[y * columns + x] = sum;
    }
  }
  if (down.length === 1) return wide;
  const out = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    const to = y * columns;
    for (let k = 1 - down.length; k < down.length; k++) {
      const from = Math.min(rows - 1, Math.max(0, y + k)) * columns;
      const weight = down[Math.abs(k)] ?? 0;
      for (let x = 0; x < columns; x++) out[to + x] = (out[to + x] ?? 0) + weight * (wide[from + x] ?? 0);
    }
  }
  return out;
}
