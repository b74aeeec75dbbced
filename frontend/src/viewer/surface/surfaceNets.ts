import type { Index } from '../types';

/** A closed surface: `points` are (z, y, x) triples in the lattice of the field, `triangles` indices into them. */
export interface Net {
  points: Float32Array;
  triangles: Uint32Array;
}

interface Field {
  /** (z, y, x). */
  values: ArrayLike<number>;
  size: Index;
  /** What is larger lies inside. */
  level: number;
}

/** The eight corners of a cube as (z, y, x), and its twelve edges as pairs of corners. */
const corners = Array.from({ length: 8 }, (_, n) => [n >> 2, (n >> 1) & 1, n & 1] as const);
const edges = corners.flatMap((_, a) => [1, 2, 4].flatMap((bit) => (a & bit ? [] : [[a, a | bit] as const])));

const ROUNDS = 4;

/**
 * Surface nets (Gibson 1998): one point in each cube of the lattice that the surface crosses, in the middle of the
 * crossings, then drawn towards its neighbours without leaving its cube. Thin parts survive, and the steps of the
 * voxels are smoothed away. Triangles turn counter-clockwise as seen from outside where (x, y, z) is right-handed.
 */
export function surfaceNets(field: Field): Net {
  const { points, cubes, pointOf } = place(field);
  const quads = join(field, pointOf);
  relax(points, cubes, quads);
  const triangles = new Uint32Array((quads.length / 4) * 6);
  for (let q = 0, t = 0; q < quads.length; q += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = quads.slice(q, q + 4);
    triangles.set([a, b, c, a, c, d], t);
    t += 6;
  }
  return { points, triangles };
}

function place({ values, size, level }: Field) {
  const [depth, rows, columns] = size;
  const pointOf = new Int32Array(depth * rows * columns).fill(-1);
  const points: number[] = [];
  const cubes: number[] = [];
  const corner = corners.map(([z, y, x]) => (z * rows + y) * columns + x);
  for (let z = 0; z < depth - 1; z++) {
    for (let y = 0; y < rows - 1; y++) {
      for (let x = 0; x < columns - 1; x++) {
        const at = (z * rows + y) * columns + x;
        const middle = crossing(values, at, corner, level);
        if (!middle) continue;
        pointOf[at] = points.length / 3;
        points.push(z + middle[0], y + middle[1], x + middle[2]);
        cubes.push(z, y, x);
      }
    }
  }
  return { points: Float32Array.from(points), cubes, pointOf };
}

/** The middle of the places where the surface crosses the edges of a cube, or null where it does not. */
function crossing(
  values: ArrayLike<number>,
  at: number,
  corner: readonly number[],
  level: number,
): [number, number, number] | null {
  let inside = 0;
  for (let n = 0; n < 8; n++) if ((values[at + (corner[n] ?? 0)] ?? 0) > level) inside |= 1 << n;
  if (inside === 0 || inside === 255) return null;
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (const [a, b] of edges) {
    if (((inside >> a) & 1) === ((inside >> b) & 1)) continue;
    const low = values[at + (corner[a] ?? 0)] ?? 0;
    const high = values[at + (corner[b] ?? 0)] ?? 0;
    const share = (level - low) / (high - low);
    const from = corners[a] ?? [0, 0, 0];
    const to = corners[b] ?? [0, 0, 0];
    for (const axis of [0, 1, 2] as const) sum[axis] += from[axis] + (to[axis] - from[axis]) * share;
    count += 1;
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** Four points around each edge of the lattice that the surface crosses. */
function join({ values, size, level }: Field, pointOf: Int32Array): Uint32Array {
  const [depth, rows, columns] = size;
  const strides = [rows * columns, columns, 1] as const;
  const quads: number[] = [];
  // Values at the border are all outside, so an edge that crosses the surface always has its four cubes.
  for (let z = 0; z < depth - 1; z++) {
    for (let y = 0; y < rows - 1; y++) {
      for (let x = 0; x < columns - 1; x++) {
        const at = (z * rows + y) * columns + x;
        const here = (values[at] ?? 0) > level;
        for (let axis = 0; axis < 3; axis++) {
          const there = (values[at + (strides[axis] ?? 1)] ?? 0) > level;
          if (here === there) continue;
          // The other two axes, in the order that makes the turn right-handed about this one.
          const u = strides[(axis + 2) % 3] ?? 1;
          const v = strides[(axis + 1) % 3] ?? 1;
          const around = [at - u - v, at - v, at, at - u].map((cube) => pointOf[cube] ?? 0);
          quads.push(...(here ? around : around.reverse()));
        }
      }
    }
  }
  return Uint32Array.from(quads);
}

/** Moves each point half the way to the mean of its neighbours, a few times, and never out of its cube. */
function relax(points: Float32Array, cubes: readonly number[], quads: Uint32Array): void {
  const sum = new Float32Array(points.length);
  const count = new Uint16Array(points.length / 3);
  for (let round = 0; round < ROUNDS; round++) {
    sum.fill(0);
    count.fill(0);
    for (let q = 0; q < quads.length; q++) {
      const a = quads[q] ?? 0;
      const b = quads[q % 4 === 3 ? q - 3 : q + 1] ?? 0;
      for (let axis = 0; axis < 3; axis++) {
        sum[a * 3 + axis] = (sum[a * 3 + axis] ?? 0) + (points[b * 3 + axis] ?? 0);
        sum[b * 3 + axis] = (sum[b * 3 + axis] ?? 0) + (points[a * 3 + axis] ?? 0);
      }
      count[a] = (count[a] ?? 0) + 1;
      count[b] = (count[b] ?? 0) + 1;
    }
    for (let i = 0; i < points.length; i++) {
      const neighbours = count[Math.floor(i / 3)] ?? 0;
      if (neighbours === 0) continue;
      const cube = cubes[i] ?? 0;
      const towards = ((points[i] ?? 0) + (sum[i] ?? 0) / neighbours) / 2;
      points[i] = Math.min(cube + 1, Math.max(cube, towards));
    }
  }
}
