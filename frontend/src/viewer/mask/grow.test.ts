import { expect, test } from 'vitest';
import { type Growth, growRegion } from './grow';
import { rangeOf, sampleDisc } from './sample';
import { TestMask } from './testMask';

const shape = [3, 5, 7] as const;
/** A bright bar along x at y 2, in slices 0 and 1; a bright spot apart from it. */
const bright = (z: number, y: number, x: number) => (y === 2 && z < 2) || (y === 4 && x === 6 && z === 0);
const intensities = (z: number) =>
  Float32Array.from({ length: 35 }, (_, i) => (bright(z, Math.floor(i / 7), i % 7) ? 100 : 0));

function grown(mask: TestMask, more: Partial<Growth> = {}): number {
  mask.run((access) =>
    growRegion(access, intensities, {
      seed: [0, 2, 3],
      extent: 'volume',
      range: [90, 110],
      radiusMm: 100,
      spacing: [2, 1, 1],
      value: 1,
      ...more,
    }),
  );
  return mask.store.count(1);
}

test('takes what is connected and in range, in the volume or in the slice', () => {
  expect(grown(new TestMask(shape, () => 0))).toBe(14);
  expect(grown(new TestMask(shape, () => 0), { extent: { plane: 'z', slice: 0 } })).toBe(7);
  expect(grown(new TestMask(shape, () => 0), { extent: { plane: 'x', slice: 3 } })).toBe(2);
});

test('both ends of the range belong to it; a seed outside it takes nothing', () => {
  expect(grown(new TestMask(shape, () => 0), { range: [100, 100] })).toBe(14);
  expect(grown(new TestMask(shape, () => 0), { range: [100.5, 110] })).toBe(0);
});

test('stops at the radius in millimetres', () => {
  const mask = new TestMask(shape, () => 0);
  expect(grown(mask, { radiusMm: 2 })).toBe(6);
  expect(mask.rows.filter((row) => row.includes('1'))).toEqual(['0111110', '0001000']);
});

test('does not pass through a locked or a hidden label, and takes an open one', () => {
  const wall = () => new TestMask(shape, (_z, y, x) => (y === 2 && x === 5 ? 2 : 0));
  const locked = wall();
  locked.locked = [2];
  expect(grown(locked)).toBe(10);
  const hidden = wall();
  hidden.hidden = [2];
  expect(grown(hidden)).toBe(10);
  expect(grown(wall())).toBe(14);
});

test('a pinhole that noise leaves is taken, a larger hole and a locked voxel are not', () => {
  const field = (hole: number) => () =>
    Float32Array.from({ length: 35 }, (_, i) => (i % 7 < hole && i % 7 > 0 && i > 7 && i < 28 ? 0 : 100));
  const seeded = (hole: number, mask: TestMask) => {
    mask.run((access) =>
      growRegion(access, field(hole), {
        seed: [0, 0, 6],
        extent: { plane: 'z', slice: 0 },
        range: [90, 110],
        radiusMm: 100,
        spacing: [2, 1, 1],
        value: 1,
      }),
    );
    return mask.store.count(1);
  };
  expect(seeded(3, new TestMask(shape, () => 0))).toBe(35);
  expect(seeded(4, new TestMask(shape, () => 0))).toBe(35 - 9);
  const locked = new TestMask(shape, (z, y, x) => (z === 0 && y === 2 && x === 1 ? 2 : 0));
  locked.locked = [2];
  expect(seeded(3, locked)).toBe(34);
});

test('what has not arrived is not taken', () => {
  const mask = new TestMask(shape, () => 0);
  mask.run((access) =>
    growRegion(access, (z) => (z === 0 ? intensities(0) : null), {
      seed: [0, 2, 3],
      extent: 'volume',
      range: [90, 110],
      radiusMm: 100,
      spacing: [2, 1, 1],
      value: 1,
    }),
  );
  expect(mask.store.count(1)).toBe(7);
});

test('a sample tells extremes, mean and spread of the disc in the slice', () => {
  const values = (z: number) => Float32Array.from({ length: 35 }, (_, i) => 10 * (i % 7) + 1000 * z);
  const found = sampleDisc({ shape, spacing: [2, 1, 1] }, values, { plane: 'z', at: [0, 2, 3], radiusMm: 1 });
  expect(found).toEqual({ count: 5, least: 20, most: 40, mean: 30, sd: Math.sqrt(40) });
  expect(
    sampleDisc({ shape, spacing: [2, 1, 1] }, () => null, { plane: 'z', at: [0, 2, 3], radiusMm: 1 }),
  ).toBe(null);
});

test('a range is rounded outwards, to a unit that suits its width', () => {
  const sample = { count: 9, least: 12.2, most: 61.9, mean: 40.3, sd: 5.4 };
  expect(rangeOf(sample, 'extremes')).toEqual([12, 62]);
  expect(rangeOf(sample, 2)).toEqual([29, 52]);
  expect(rangeOf({ ...sample, mean: 1.234, sd: 0.1 }, 2)).toEqual([1.03, 1.44]);
});
