import { expect, test } from 'vitest';
import { chosen, conflictOf, nextDifference } from './conflict';

const SIZE = 4;
const theirs = Uint8Array.from([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, 0]);
const mine = new Map([
  [0, Uint8Array.from([0, 3, 0, 0])],
  [1, Uint8Array.from([1, 1, 1, 1])],
  [2, Uint8Array.from([2, 0, 0, 2])],
]);
const conflict = conflictOf(mine, { data: theirs, version: 8 });

test('only slices that are not the same are asked about, with how many voxels differ', () => {
  expect(conflict.slices).toEqual([
    { z: 0, voxels: 1 },
    { z: 2, voxels: 2 },
  ]);
});

test('each slice becomes the chosen one, the others stay theirs; only mine is sent', () => {
  const { mask, unsaved } = chosen(
    conflict,
    new Map([
      [0, 'mine'],
      [2, 'theirs'],
    ]),
  );
  expect([...mask]).toEqual([0, 3, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, 0]);
  expect(unsaved).toEqual([0]);
  expect([...chosen(conflict, new Map()).mask]).toEqual([...theirs]);
  expect(theirs.slice(0, SIZE)).toEqual(new Uint8Array(SIZE));
});

test('the next difference comes round again', () => {
  expect([0, 1, 2].map((z) => nextDifference(conflict, z, 1))).toEqual([2, 2, 0]);
  expect([0, 1, 2].map((z) => nextDifference(conflict, z, -1))).toEqual([2, 0, 0]);
});
