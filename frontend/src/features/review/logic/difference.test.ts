import { expect, test } from 'vitest';
import { differenceOf, placeAfter } from './difference';

test('what was added, what was taken away, in which slice and where', () => {
  // Two slices of 1 x 3: one voxel relabelled in the first; one erased and one painted in the second, side by side.
  const draft = Uint8Array.of(1, 1, 0, 2, 0, 0);
  const submitted = Uint8Array.of(1, 2, 0, 0, 1, 0);
  const { added, removed, counts, perSlice, places } = differenceOf(submitted, draft, [2, 1, 3]);
  expect([...added]).toEqual([0, 2, 0, 0, 1, 0]);
  expect([...removed]).toEqual([0, 1, 0, 2, 0, 0]);
  expect([1, 2].map((label) => [counts.before[label], counts.added[label], counts.removed[label]])).toEqual([
    [2, 1, 1],
    [1, 1, 1],
  ]);
  expect(perSlice).toEqual([1, 2]);
  expect(places).toEqual([{ index: [1, 0, 1], voxels: 3 }]); // the relabelled voxel lies above the painted one
});

test('an untouched pre-label has no place to go to', () => {
  const { places, perSlice } = differenceOf(new Uint8Array(6), new Uint8Array(6), [2, 1, 3]);
  expect([places, perSlice]).toEqual([[], [0, 0]]);
});

test('masks of two grids are refused', () => {
  expect(() => differenceOf(new Uint8Array(4), new Uint8Array(6), [2, 1, 3])).toThrow(/same grid/);
});

test('the walk begins at the largest and goes round in both directions', () => {
  expect([placeAfter(3, -1, 1), placeAfter(3, 2, 1), placeAfter(3, 0, -1), placeAfter(3, -1, -1)]).toEqual([
    0, 0, 2, 2,
  ]);
  expect(placeAfter(0, -1, 1)).toBeNull();
});
