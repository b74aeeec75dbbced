import { expect, test } from 'vitest';
import { fillHoles } from './holes';
import { copyLabel, type MaskAccess } from './operations';
import { type Filled, fillRegion, keepLargest, relabelAll, removeIslands } from './pieces';
import { TestMask } from './testMask';

function fill(
  mask: TestMask,
  ...[extent, at, value]: Parameters<typeof fillRegion> extends [MaskAccess, ...infer R] ? R : never
) {
  let said: Filled = 'closed';
  mask.run((access) => {
    said = fillRegion(access, extent, at, value);
  });
  return said as Filled;
}

test('fill takes the background that an outline encloses, and stops at it', () => {
  const mask = new TestMask([1, 4, 5], ['11100', '10100', '11101', '00011']);
  expect(fill(mask, { plane: 'z', slice: 0 }, [0, 1, 1], 2)).toBe('filled');
  expect(mask.rows).toEqual(['11100', '12100', '11101', '00011']);
});

test('background that reaches the edge of the image is not filled', () => {
  const rows = ['11100', '10000', '11101', '00011'];
  const mask = new TestMask([1, 4, 5], rows);
  expect(fill(mask, { plane: 'z', slice: 0 }, [0, 1, 1], 2)).toBe('open');
  expect(mask.rows).toEqual(rows);
});

test('a piece of another label changes hands, in the slice or through all slices', () => {
  const rows = ['1102', '1101', '1100', '0001'];
  const flat = new TestMask([2, 2, 4], rows);
  fill(flat, { plane: 'z', slice: 0 }, [0, 0, 0], 3);
  expect(flat.rows).toEqual(['3302', '3301', '1100', '0001']);
  const deep = new TestMask([2, 2, 4], rows);
  fill(deep, 'volume', [0, 0, 0], 3);
  expect(deep.rows).toEqual(['3302', '3301', '3300', '0001']);
});

test('on the sagittal plane a piece is connected along y and z only', () => {
  const mask = new TestMask([2, 2, 4], ['1110', '1000', '1000', '0111']);
  fill(mask, { plane: 'x', slice: 0 }, [0, 0, 0], 3);
  expect(mask.rows).toEqual(['3110', '3000', '3000', '0111']);
});

test('in the volume, a cavity closed in one slice only is open', () => {
  const closed = (z: number, y: number, x: number) =>
    z > 0 && z < 4 && y > 0 && y < 4 && x > 0 && x < 4 && !(z === 2 && y === 2 && x === 2) ? 1 : 0;
  const sealed = new TestMask([5, 5, 5], closed);
  expect(fill(sealed, 'volume', [2, 2, 2], 2)).toBe('filled');
  expect(sealed.store.count(2)).toBe(1);
  const drilled = new TestMask([5, 5, 5], (z, y, x) => (y === 2 && x === 2 ? 0 : closed(z, y, x)));
  expect(fill(drilled, 'volume', [2, 2, 2], 2)).toBe('open');
  expect(fill(drilled, { plane: 'z', slice: 2 }, [2, 2, 2], 2)).toBe('filled');
  expect(drilled.store.count(2)).toBe(1);
});

test('a locked or hidden piece is not given away, nor is a locked label given more', () => {
  const mask = new TestMask([1, 1, 4], ['1120']);
  mask.locked = [1];
  expect(fill(mask, 'volume', [0, 0, 0], 3)).toBe('closed');
  expect(fill(mask, 'volume', [0, 0, 2], 1)).toBe('closed');
  mask.locked = [];
  mask.hidden = [2];
  expect(fill(mask, 'volume', [0, 0, 2], 3)).toBe('closed');
  expect(mask.rows).toEqual(['1120']);
});

test('holes are filled in each slice of a plane, and another label inside stays', () => {
  const mask = new TestMask([1, 3, 5], ['11111', '10201', '11111']);
  mask.run((access) => fillHoles(access, 1, 'z'));
  expect(mask.rows).toEqual(['11111', '11211', '11111']);
});

test('an open bay stays open', () => {
  const mask = new TestMask([1, 3, 4], ['1110', '1000', '1110']);
  mask.run((access) => fillHoles(access, 1, 'z'));
  expect(mask.rows).toEqual(['1110', '1000', '1110']);
});

test('a tunnel is a hole in its slices and none in the volume; a cavity is one in both', () => {
  const ring = ['111', '101', '111'];
  const tunnel = new TestMask([2, 3, 3], [...ring, ...ring]);
  tunnel.run((access) => fillHoles(access, 1, 'volume'));
  expect(tunnel.store.count(1)).toBe(16);
  tunnel.run((access) => fillHoles(access, 1, { plane: 'z', slice: 1 }));
  expect(tunnel.store.count(1)).toBe(17);
  const cavity = new TestMask([3, 3, 3], (z, y, x) => (z === 1 && y === 1 && x === 1 ? 0 : 1));
  cavity.run((access) => fillHoles(access, 1, 'volume'));
  expect(cavity.store.count(1)).toBe(27);
});

test('the largest piece is found through slices', () => {
  const mask = new TestMask([2, 2, 4], ['1100', '0001', '1000', '0000']);
  mask.run((access) => keepLargest(access, 1));
  expect(mask.rows).toEqual(['1100', '0000', '1000', '0000']);
});

test('pieces that touch only at a corner are two', () => {
  const mask = new TestMask([1, 2, 4], ['1100', '0011']);
  mask.run((access) => keepLargest(access, 1));
  expect(mask.store.count(1)).toBe(2);
});

test('islands under a size go, the largest stays even under it', () => {
  const mask = new TestMask([1, 3, 6], ['110011', '110000', '000001']);
  mask.run((access) => removeIslands(access, 1, 2));
  expect(mask.rows).toEqual(['110011', '110000', '000000']);
  mask.run((access) => removeIslands(access, 1, 100));
  expect(mask.rows).toEqual(['110000', '110000', '000000']);
});

test('all of a label is given to another', () => {
  const mask = new TestMask([2, 1, 4], ['1120', '0131']);
  expect(mask.run((access) => relabelAll(access, 1, 2))).toEqual([0, 1]);
  expect(mask.rows).toEqual(['2220', '0232']);
});

test('a label is copied to the slice beside it, and only that label', () => {
  const mask = new TestMask([2, 1, 4], ['1120', '0003']);
  mask.run((access) => copyLabel(access, 'z', 0, 1, 1));
  expect(mask.rows).toEqual(['1120', '1103']);
  mask.run((access) => copyLabel(access, 'z', 1, 2, 1));
  expect(mask.rows).toEqual(['1120', '1103']);
});
