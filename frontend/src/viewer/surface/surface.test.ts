import { describe, expect, it } from 'vitest';
import type { Grid } from '../geometry';
import type { Index } from '../types';
import { type Box, cellsFor, countInto, widenBoxes } from './cells';
import { type Mesh, meshOf } from './mesh';

/** A ball of 12 mm about (30, 27, 24) mm in voxels of 3 x 1 x 0.75 mm, value 2, and one voxel of value 5. */
const shape: Index = [20, 54, 64];
const spacing = [3, 1, 0.75] as const;
const mask = new Uint8Array(shape[0] * shape[1] * shape[2]).map((_, i) => {
  const x = i % shape[2];
  const y = Math.floor(i / shape[2]) % shape[1];
  const z = Math.floor(i / (shape[1] * shape[2]));
  if (z === 1 && y === 2 && x === 3) return 5;
  return Math.hypot(z * 3 - 30, y - 27, x * 0.75 - 24) < 12 ? 2 : 0;
});
const grid: Grid = {
  shape,
  origin: [0, 0, 0],
  steps: [
    [0, 0, 3],
    [0, 1, 0],
    [0.75, 0, 0],
  ],
  placed: true,
};

function boxesOf(): Map<number, Box> {
  const boxes = new Map<number, Box>();
  const size = shape[1] * shape[2];
  for (let z = 0; z < shape[0]; z += 7)
    widenBoxes(boxes, mask.subarray(z * size, Math.min(shape[0], z + 7) * size), z, shape);
  return boxes;
}

function mesh(label: number, budget: number, of = grid): Mesh {
  const box = boxesOf().get(label);
  if (!box) throw new Error('The label is empty.');
  const cells = cellsFor(box, spacing, budget);
  expect(cells.counts.length).toBeLessThanOrEqual(budget);
  const table = [];
  table[label] = cells;
  countInto(table, mask, 0, shape);
  return meshOf(cells, of);
}

/** Volume inside a closed surface, mm3, by the divergence theorem: negative when it is turned inside out. */
function volume({ positions, triangles }: Mesh): number {
  const at = (n: number) => [0, 1, 2].map((axis) => positions[n * 3 + axis] ?? 0);
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((n) => at(triangles[t + n] ?? 0)) as [number[], number[], number[]];
    const [ax = 0, ay = 0, az = 0] = a;
    const [bx = 0, by = 0, bz = 0] = b;
    const [cx = 0, cy = 0, cz = 0] = c;
    sum += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }
  return sum;
}

describe('surface of a label', () => {
  it('finds the box of each label, slab by slab', () => {
    const boxes = boxesOf();
    expect(boxes.get(5)).toEqual({ first: [1, 2, 3], last: [1, 2, 3] });
    expect(boxes.get(2)).toEqual({ first: [7, 16, 17], last: [13, 38, 47] });
    expect([...boxes.keys()].sort()).toEqual([2, 5]);
  });

  // the full grid; coarse cells, where drawing points towards their neighbours rounds more away
  it.each([
    [100_000, 0.93],
    [3_000, 0.85],
  ])('is closed and has the volume of the label, with %d cells', (budget, least) => {
    const made = mesh(2, budget);
    const edges = new Map<string, number>();
    for (let t = 0; t < made.triangles.length; t += 3) {
      const abc = [0, 1, 2].map((n) => made.triangles[t + n] ?? 0);
      for (let n = 0; n < 3; n++) {
        const [from = 0, to = 0] = [abc[n], abc[(n + 1) % 3]];
        edges.set(`${from}-${to}`, (edges.get(`${from}-${to}`) ?? 0) + 1);
      }
    }
    for (const edge of edges.keys()) expect(edges.has(edge.split('-').reverse().join('-'))).toBe(true);
    const ball = (4 / 3) * Math.PI * 12 ** 3;
    expect(volume(made) / ball).toBeGreaterThan(least);
    expect(volume(made) / ball).toBeLessThan(1.05);
  });

  it('lies where the label lies, in mm, with normals outwards', () => {
    const { positions, normals } = mesh(2, 100_000);
    for (let i = 0; i < positions.length; i += 3) {
      const out = [24, 27, 30].map((middle, axis) => (positions[i + axis] ?? 0) - middle);
      expect(Math.abs(Math.hypot(...out) - 12)).toBeLessThan(2.2);
      expect(out.reduce((sum, mm, axis) => sum + mm * (normals[i + axis] ?? 0), 0)).toBeGreaterThan(6);
    }
  });

  it('keeps its normals outwards in a grid that turns the other way', () => {
    const mirrored: Grid = { ...grid, origin: [0, 0, 60], steps: [[0, 0, -3], grid.steps[1], grid.steps[2]] };
    const { positions, normals } = mesh(2, 100_000, mirrored);
    const top = [...Array(positions.length / 3).keys()].reduce((best, n) =>
      (positions[n * 3 + 2] ?? 0) > (positions[best * 3 + 2] ?? 0) ? n : best,
    );
    expect(normals[top * 3 + 2]).toBeGreaterThan(0.9);
  });

  it('keeps a label of a single voxel', () => {
    const made = mesh(5, 1000);
    expect(made.triangles.length).toBe(36);
    expect(volume(made)).toBeGreaterThan(0);
  });
});
