import { describe, expect, it } from 'vitest';
import type { Grid } from '../geometry';
import type { Index, Vector } from '../types';
import { pick } from './pick';
import { Turntable } from './Turntable';

const size = { width: 300, height: 200 };
const tilted: Grid = {
  shape: [10, 20, 30],
  origin: [5, -40, 100],
  steps: [
    [0, 1.2, 2.6],
    [0, 0.9, -0.4],
    [0.7, 0, 0],
  ],
  placed: true,
};

function turned(yaw: number, pitch: number): Turntable {
  const table = new Turntable();
  table.yaw = yaw;
  table.pitch = pitch;
  table.fit([15, -25, 108], 40);
  return table;
}

describe('looking at a surface', () => {
  it('begins in front of the patient: left of the patient is right, the head is up', () => {
    const table = turned(0, 0);
    expect(table.toScreen([25, -25, 108], size).x).toBeGreaterThan(150);
    expect(table.toScreen([15, -25, 118], size).y).toBeLessThan(100);
    expect(table.towards[1]).toBe(1);
  });

  it('turns with the hand: what is in front follows the drag', () => {
    const table = turned(0.4, 0.1);
    const front: Vector = [0, 1, 2].map(
      (axis) => (table.centre[axis] ?? 0) - (table.towards[axis] ?? 0) * 30,
    ) as unknown as Vector;
    const before = table.toScreen(front, size);
    table.turnBy(10, 6);
    const after = table.toScreen(front, size);
    expect(after.x).toBeGreaterThan(before.x + 5);
    expect(after.y).toBeGreaterThan(before.y + 3);
  });

  it('draws where it says: the matrix and the pixels agree', () => {
    const table = turned(1.1, -0.6);
    const point: Vector = [3, -31, 121];
    const m = table.matrix(size);
    const clip = [0, 1].map(
      (n) =>
        (m[n] ?? 0) * point[0] + (m[4 + n] ?? 0) * point[1] + (m[8 + n] ?? 0) * point[2] + (m[12 + n] ?? 0),
    );
    const { x, y } = table.toScreen(point, size);
    expect(((clip[0] ?? 0) + 1) * 150).toBeCloseTo(x, 3);
    expect((1 - (clip[1] ?? 0)) * 100).toBeCloseTo(y, 3);
  });

  it('meets the voxel that is in front, in a tilted anisotropic grid, from any side', () => {
    const wanted: Index = [4, 12, 17];
    const solid = (index: Index) => index.every((n, axis) => n === wanted[axis]);
    const [z, y, x] = tilted.steps;
    const centre = [0, 1, 2].map(
      (axis) => (tilted.origin[axis] ?? 0) + 4 * (z[axis] ?? 0) + 12 * (y[axis] ?? 0) + 17 * (x[axis] ?? 0),
    ) as unknown as Vector;
    for (const [yaw, pitch] of [
      [0, 0],
      [2, 0.5],
      [-1, -1.4],
    ] as const) {
      const table = turned(yaw, pitch);
      expect(pick(tilted, table.rayAt(table.toScreen(centre, size), size), 160, solid)).toEqual(wanted);
    }
    expect(pick(tilted, turned(0, 0).rayAt({ x: 1, y: 1 }, size), 160, solid)).toBeNull();
  });
});
