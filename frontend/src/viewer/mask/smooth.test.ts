import { expect, test } from 'vitest';
import { blurred } from './blur';
import { squaredDistances } from './distance';
import { resizeLabel } from './resize';
import { smooth } from './smooth';
import { TestMask } from './testMask';

const spacing = [3, 1, 1] as const;
const ball = (z: number, y: number, x: number, r: number) =>
  Math.hypot((z - 6) * 3, y - 20, x - 20) <= r ? 1 : 0;
/** A ball with a comb of one-voxel teeth around it. */
const rough = (z: number, y: number, x: number) =>
  ball(z, y, x, 12) || ((y + x) % 2 === 0 && ball(z, y, x, 13.5)) ? 1 : 0;

test('teeth go, the volume stays', () => {
  const mask = new TestMask([13, 40, 40], rough);
  const before = mask.store.count(1);
  mask.run((access) => smooth(access, { value: 1, sigmaMm: 2, spacing, where: 'volume' }));
  expect(Math.abs(mask.store.count(1) - before) / before).toBeLessThan(0.01);
  let edges = 0;
  for (let x = 1; x < 40; x++) if (mask.at(6, 33, x) !== mask.at(6, 33, x - 1)) edges += 1;
  expect(edges).toBeLessThanOrEqual(2);
});

test('neighbours keep every voxel, locked or not', () => {
  const mask = new TestMask([13, 40, 40], (z, y, x) => (x > 20 ? (y % 2 ? 2 : 3) : rough(z, y, x)));
  mask.locked = [2];
  const before = mask.store.data.slice();
  mask.run((access) => smooth(access, { value: 1, sigmaMm: 2, spacing, where: 'volume' }));
  const changed = mask.differing(before);
  expect(changed.length).toBeGreaterThan(0);
  for (const i of changed) expect([before[i], mask.store.data[i]].sort()).toEqual([0, 1]);
});

test('one slice of a plane is smoothed and no other', () => {
  const mask = new TestMask([13, 40, 40], rough);
  expect(
    mask.run((access) => smooth(access, { value: 1, sigmaMm: 2, spacing, where: { plane: 'z', slice: 6 } })),
  ).toEqual([6]);
});

test('a label that the edge of the image cuts off does not draw back from it', () => {
  const mask = new TestMask([4, 20, 20], (_z, y) => (y < 6 ? 1 : 0));
  expect(mask.run((access) => smooth(access, { value: 1, sigmaMm: 2, spacing, where: 'volume' }))).toEqual(
    [],
  );
});

test('a locked label is not smoothed', () => {
  const mask = new TestMask([13, 40, 40], rough);
  mask.locked = [1];
  expect(mask.run((access) => smooth(access, { value: 1, sigmaMm: 2, spacing, where: 'volume' }))).toEqual(
    [],
  );
});

test('the blur of a plane is the integral of a Gaussian', () => {
  const line = Uint8Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : 0));
  const levels = blurred(line, [1, 1, 40], [0, 0, 2]);
  expect(levels[19]! / 65535).toBeCloseTo(0.599, 2);
  expect(levels[22]! / 65535).toBeCloseTo(0.106, 2);
  expect([levels[0], levels[39]]).toEqual([65535, 0]);
});

test('distances are exact in millimetres', () => {
  const data = new Uint8Array(42);
  const marks = [
    [0, 0],
    [3, 6],
    [5, 1],
  ] as const;
  for (const [v, u] of marks) data[v * 7 + u] = 1;
  const found = squaredDistances(data, [7, 6], [0.5, 3], 1);
  found.forEach((square, i) => {
    const [v, u] = [Math.floor(i / 7), i % 7];
    const nearest = Math.min(...marks.map(([y, x]) => ((v - y) * 3) ** 2 + ((u - x) * 0.5) ** 2));
    expect(square).toBeCloseTo(nearest, 4);
  });
});

test('a label grows into background only, and shrinks, by millimetres', () => {
  const mask = new TestMask([5, 9, 9], (z, y, x) =>
    z === 2 && y === 4 && x === 4 ? 1 : y === 4 && x === 5 ? 2 : 0,
  );
  mask.run((access) => resizeLabel(access, { value: 1, byMm: 1, spacing, extent: 'volume' }));
  expect(mask.store.count(1)).toBe(4);
  mask.run((access) => resizeLabel(access, { value: 1, byMm: 3, spacing, extent: { plane: 'x', slice: 4 } }));
  expect([mask.at(1, 4, 4), mask.at(1, 4, 3)]).toEqual([1, 0]);
  const solid = new TestMask([3, 9, 9], (_z, y) => (y < 5 ? 1 : 0));
  solid.run((access) => resizeLabel(access, { value: 1, byMm: -2, spacing, extent: 'volume' }));
  // Cut off by the edge of the image on every side but one: only that one moves.
  expect(solid.store.count(1)).toBe(3 * 9 * 3);
});
