import { expect, test } from 'vitest';
import { barsOf, differencePerSlice, differingRegions, disagreementMap, disputeAt } from './disagreement';
import type { Index } from './types';

const shape: Index = [3, 6, 8];
const at = (z: number, y: number, x: number) => (z * 6 + y) * 8 + x;

function pair() {
  const one = new Uint8Array(3 * 6 * 8);
  const other = one.slice();
  // A block of 2 x 3 x 3 that only the second has, and a single voxel that has two names.
  for (let z = 1; z < 3; z++) for (let y = 1; y < 4; y++) for (let x = 1; x < 4; x++) other[at(z, y, x)] = 1;
  one[at(0, 5, 7)] = 1;
  other[at(0, 5, 7)] = 2;
  return { one, other };
}

test('what is disputed widely glows, what is one voxel wide stays dim, what is agreed is dark', () => {
  const { one, other } = pair();
  const map = disagreementMap(one, other, shape);
  // All nine voxels of the block lie in the window of 25 around its middle: 9 / 25 of 255.
  expect(map[at(1, 2, 2)]).toBe(92);
  expect(map[at(0, 5, 7)]).toBe(89);
  expect(map[at(1, 0, 0)]).toBe(0);
  expect(map.reduce((count, value) => count + (value > 0 ? 1 : 0), 0)).toBe(19);
});

test('a dispute that fills the window is as bright as the ramp goes', () => {
  const one = new Uint8Array(1 * 7 * 7);
  const map = disagreementMap(one, one.slice().fill(1), [1, 7, 7]);
  expect(map[3 * 7 + 3]).toBe(255);
  expect(map[0]).toBe(92); // 3 x 3 of it lie inside the slice
});

test('regions come largest first, each with a voxel of its own', () => {
  const { one, other } = pair();
  expect(differingRegions(one, other, shape)).toEqual([
    { index: [1, 2, 2], voxels: 18 },
    { index: [0, 5, 7], voxels: 1 },
  ]);
  expect(differingRegions(one, other, shape, 1)).toHaveLength(1);
  expect(differingRegions(one, one, shape)).toEqual([]);
});

test('a region does not reach round the edge of a row', () => {
  const one = new Uint8Array(2 * 8);
  const other = one.slice();
  other[7] = 1; // the end of the first row, the begin of the second
  other[8] = 1;
  expect(differingRegions(one, other, [1, 2, 8])).toHaveLength(2);
});

test('the dispute at a place is the lump without the rim that hangs on it', () => {
  const one = new Uint8Array(1 * 6 * 8);
  const other = one.slice();
  const wide: Index = [1, 6, 8];
  for (let y = 1; y < 4; y++) for (let x = 1; x < 4; x++) other[y * 8 + x] = 1;
  for (let x = 4; x < 8; x++) other[8 + x] = 1; // a rim of one voxel, from a corner of the lump to the edge
  const sorted = (at: Index) => disputeAt(one, other, wide, at).sort((a, b) => a - b);
  // The corners of the lump belong to no cross; nor does the rim.
  expect(sorted([0, 2, 2])).toEqual([10, 17, 18, 19, 26]);
  expect(sorted([0, 1, 6])).toEqual([11, 12, 13, 14, 15]);
  expect(sorted([0, 5, 5])).toEqual([]);
});

test('each slice has its count and its bar', () => {
  const { one, other } = pair();
  const perSlice = differencePerSlice(one, other, 3);
  expect(perSlice).toEqual([1, 9, 9]);
  expect(barsOf(perSlice)).toEqual([1 / 3, 1, 1]);
  expect(barsOf([0, 0])).toEqual([0, 0]);
});
