import type { Index, Vector } from './types';

/** Below this share of the largest entropy nothing is drawn: LOOK.md. */
export const doubtFloor = 0.2;

/**
 * The doubt of each slice, 0 to 1: the mean of the top half per cent of its voxels. A mean over the whole slice would
 * drown a small doubtful structure in its background; the single largest voxel would follow noise.
 */
export function doubtProfile(map: Readonly<Uint8Array>, shape: Index): number[] {
  const [depth, rows, columns] = shape;
  const size = rows * columns;
  const take = Math.max(4, Math.round(size * 0.005));
  return Array.from({ length: depth }, (_, z) => {
    const histogram = new Uint32Array(256);
    for (let i = z * size; i < (z + 1) * size; i++) {
      const value = map[i] ?? 0;
      histogram[value] = (histogram[value] ?? 0) + 1;
    }
    let left = Math.min(take, size);
    let sum = 0;
    for (let value = 255; value >= 0 && left > 0; value--) {
      const n = Math.min(left, histogram[value] ?? 0);
      sum += n * value;
      left -= n;
    }
    return sum / (255 * Math.min(take, size));
  });
}

export interface DoubtfulPlace {
  index: Index;
  /** 0 to 1: the smoothed doubt at the place. */
  doubt: number;
}

/** The map is first averaged over blocks of this size, then each block over its 27 neighbours: places are regions. */
const BLOCK_MM = 3;

/**
 * The places a person should look at, worst first: the largest smoothed means, each at least `apartMm` from every place
 * before it, none below half of the worst.
 */
export function doubtfulPlaces(
  map: Readonly<Uint8Array>,
  shape: Index,
  spacing: Vector,
  { apartMm = 12, limit = 20 } = {},
): DoubtfulPlace[] {
  const places = smoothed(coarsen(map, shape, spacing)).sort((a, b) => b.doubt - a.doubt);
  const worst = places[0]?.doubt ?? 0;
  const chosen: DoubtfulPlace[] = [];
  const far = (a: Index, b: Index) =>
    Math.hypot((a[0] - b[0]) * spacing[0], (a[1] - b[1]) * spacing[1], (a[2] - b[2]) * spacing[2]) >= apartMm;
  for (const place of places) {
    if (chosen.length === limit || place.doubt < worst / 2 || place.doubt < doubtFloor / 4) break;
    if (chosen.every((other) => far(other.index, place.index))) chosen.push(place);
  }
  return chosen;
}

interface Blocks {
  shape: [number, number, number];
  mean: Float32Array;
  /** The offset in the map of each block's most doubtful voxel, as an index. */
  peak: (Index | null)[];
}

function coarsen(map: Readonly<Uint8Array>, shape: Index, spacing: Vector): Blocks {
  const edge = spacing.map((mm) => Math.max(1, Math.round(BLOCK_MM / mm))) as [number, number, number];
  const size = shape.map((n, axis) => Math.ceil(n / (edge[axis] ?? 1))) as [number, number, number];
  const blocks: Blocks = { shape: size, mean: new Float32Array(size[0] * size[1] * size[2]), peak: [] };
  for (let at = 0; at < blocks.mean.length; at++) {
    const x = at % size[2];
    const y = Math.floor(at / size[2]) % size[1];
    const z = Math.floor(at / (size[1] * size[2]));
    const { mean, peak } = blockOf(map, shape, [z * edge[0], y * edge[1], x * edge[2]], edge);
    blocks.mean[at] = mean;
    blocks.peak.push(peak);
  }
  return blocks;
}

function blockOf(
  map: Readonly<Uint8Array>,
  shape: Index,
  start: Index,
  edge: readonly [number, number, number],
): { mean: number; peak: Index | null } {
  let sum = 0;
  let count = 0;
  let highest = 0;
  let peak: Index | null = null;
  for (let z = start[0]; z < Math.min(shape[0], start[0] + edge[0]); z++) {
    for (let y = start[1]; y < Math.min(shape[1], start[1] + edge[1]); y++) {
      const row = (z * shape[1] + y) * shape[2];
      for (let x = start[2]; x < Math.min(shape[2], start[2] + edge[2]); x++) {
        const value = map[row + x] ?? 0;
        sum += value;
        count += 1;
        if (value > highest) {
          highest = value;
          peak = [z, y, x];
        }
      }
    }
  }
  return { mean: sum / count / 255, peak };
}

/** Each block with the mean of itself and its neighbours; blocks without doubt are left out. */
function smoothed({ shape, mean, peak }: Blocks): DoubtfulPlace[] {
  const found: DoubtfulPlace[] = [];
  peak.forEach((index, at) => {
    if (!index) return;
    const x = at % shape[2];
    const y = Math.floor(at / shape[2]) % shape[1];
    const z = Math.floor(at / (shape[1] * shape[2]));
    let sum = 0;
    let count = 0;
    for (let dz = Math.max(0, z - 1); dz <= Math.min(shape[0] - 1, z + 1); dz++) {
      for (let dy = Math.max(0, y - 1); dy <= Math.min(shape[1] - 1, y + 1); dy++) {
        for (let dx = Math.max(0, x - 1); dx <= Math.min(shape[2] - 1, x + 1); dx++) {
          sum += mean[(dz * shape[1] + dy) * shape[2] + dx] ?? 0;
          count += 1;
        }
      }
    }
    found.push({ index, doubt: sum / count });
  });
  return found;
}
