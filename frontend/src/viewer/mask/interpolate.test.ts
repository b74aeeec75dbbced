import { expect, test } from 'vitest';
import { interpolate } from './interpolate';
import { TestMask } from './testMask';

const spacing = [1, 1, 1] as const;
const disc = (y: number, x: number, cy: number, cx: number, r: number) => Math.hypot(y - cy, x - cx) <= r;

function area(mask: TestMask, z: number, value = 1) {
  let [count, sy, sx] = [0, 0, 0];
  const [, rows, columns] = mask.store.shape;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (mask.at(z, y, x) !== value) continue;
      count += 1;
      sy += y;
      sx += x;
    }
  }
  return { count, y: sy / count, x: sx / count };
}

test('between two equal shapes lies the same shape, and the drawn slices stay', () => {
  const mask = new TestMask([5, 24, 24], (z, y, x) => (z % 4 === 0 && disc(y, x, 11, 12, 6) ? 1 : 0));
  expect(mask.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }))).toEqual([1, 2, 3]);
  for (const z of [1, 2, 3]) expect(area(mask, z)).toEqual(area(mask, 0));
});

test('a disc that grows passes through the sizes between', () => {
  const mask = new TestMask([5, 40, 40], (z, y, x) =>
    (z === 0 && disc(y, x, 20, 20, 5)) || (z === 4 && disc(y, x, 20, 20, 13)) ? 1 : 0,
  );
  mask.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }));
  for (const [z, r] of [
    [1, 7],
    [2, 9],
    [3, 11],
  ] as const) {
    expect(Math.abs(Math.sqrt(area(mask, z).count / Math.PI) - r)).toBeLessThan(0.6);
  }
});

test('a slanted tube keeps its width, even where the drawn slices do not overlap', () => {
  for (const shift of [6, 14]) {
    const mask = new TestMask([5, 20, 40], (z, y, x) =>
      (z === 0 && disc(y, x, 10, 8, 5)) || (z === 4 && disc(y, x, 10, 8 + shift, 5)) ? 1 : 0,
    );
    mask.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }));
    const ends = area(mask, 0).count;
    for (const z of [1, 2, 3]) {
      const found = area(mask, z);
      expect(Math.abs(found.count - ends) / ends).toBeLessThan(0.15);
      expect(Math.abs(found.x - (8 + (z / 4) * shift))).toBeLessThan(0.5);
      expect(found.y).toBeCloseTo(10, 1);
    }
  }
});

test('two legs stay two, and a piece without a partner tapers off', () => {
  const legs = new TestMask([5, 20, 60], (z, y, x) =>
    z % 4 === 0 && (disc(y, x, 10, 12, 6) || disc(y, x, 10, 44, 6)) ? 1 : 0,
  );
  legs.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }));
  expect(legs.at(2, 10, 12)).toBe(1);
  expect(legs.at(2, 10, 28)).toBe(0);
  const lone = new TestMask([5, 20, 60], (z, y, x) =>
    (z % 4 === 0 && disc(y, x, 10, 12, 6)) || (z === 0 && disc(y, x, 10, 48, 6)) ? 1 : 0,
  );
  lone.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }));
  const right = [1, 2, 3].map((z) => {
    let count = 0;
    for (let y = 0; y < 20; y++) for (let x = 35; x < 60; x++) count += lone.at(z, y, x);
    return count;
  });
  const whole = area(legs, 0).count / 2;
  expect(right[0]).toBeLessThan(whole);
  expect(right[1]).toBeLessThan(right[0] ?? 0);
  expect(right[2]).toBeLessThan(right[1] ?? 0);
  expect(right[2]).toBeGreaterThan(0);
});

test('a branch opens: one piece becomes two', () => {
  const mask = new TestMask([7, 24, 48], (z, y, x) =>
    (z === 0 && Math.abs(y - 12) < 6 && Math.abs(x - 24) < 15) ||
    (z === 6 && (disc(y, x, 12, 14, 5) || disc(y, x, 12, 34, 5)))
      ? 1
      : 0,
  );
  mask.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }));
  expect([mask.at(1, 12, 24), mask.at(5, 12, 24)]).toEqual([1, 0]);
  expect([mask.at(5, 12, 14), mask.at(5, 12, 34)]).toEqual([1, 1]);
});

test('pixels that are not square are measured in millimetres', () => {
  const oblong = [1, 3, 1] as const;
  const mask = new TestMask([5, 20, 60], (z, y, x) => {
    const r = z === 0 ? 12 : 24;
    return z % 4 === 0 && Math.hypot((y - 10) * 3, x - 30) <= r ? 1 : 0;
  });
  mask.run((access) => interpolate(access, { plane: 'z', value: 1, spacing: oblong }));
  // At 18 mm: 6 rows of 3 mm, 18 columns of 1 mm.
  let [rows, columns] = [0, 0];
  for (let y = 10; mask.at(2, y, 30); y++) rows += 1;
  for (let x = 30; mask.at(2, 10, x); x++) columns += 1;
  expect(Math.abs((rows - 1) * 3 - 18)).toBeLessThanOrEqual(3);
  expect(Math.abs(columns - 1 - 18)).toBeLessThanOrEqual(1);
});

test('only the nearest gap, when asked', () => {
  const mask = new TestMask([9, 12, 12], (z, y, x) => (z % 4 === 0 && disc(y, x, 6, 6, 3) ? 1 : 0));
  expect(mask.run((access) => interpolate(access, { plane: 'z', value: 1, spacing, near: 6 }))).toEqual([
    5, 6, 7,
  ]);
});

test('in the sagittal plane the slices between are those of x', () => {
  const mask = new TestMask([12, 12, 5], (z, y, x) => (x % 4 === 0 && disc(z, y, 6, 6, 3) ? 1 : 0));
  mask.run((access) => interpolate(access, { plane: 'x', value: 1, spacing }));
  for (const x of [1, 2, 3]) expect(mask.at(6, 6, x)).toBe(1);
  expect(mask.store.count(1)).toBe(5 * 29);
});

test('what another label holds stays, and a locked label is not drawn', () => {
  const draw = (z: number, y: number, x: number) =>
    z === 2 && y === 6 && x === 6 ? 2 : z % 4 === 0 && disc(y, x, 6, 6, 3) ? 1 : 0;
  const mask = new TestMask([5, 12, 12], draw);
  mask.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }));
  expect(mask.at(2, 6, 6)).toBe(2);
  expect(mask.at(2, 6, 7)).toBe(1);
  const locked = new TestMask([5, 12, 12], draw);
  locked.locked = [1];
  expect(locked.run((access) => interpolate(access, { plane: 'z', value: 1, spacing }))).toEqual([]);
});
