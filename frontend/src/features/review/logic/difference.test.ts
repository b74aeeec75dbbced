import { expect, test } from 'vitest';
import { differenceOf, mostChanged, nextChanged } from './difference';

test('what was added, what was taken away, and in which slice', () => {
  // Two slices of two voxels: one voxel relabelled in the first, one erased and one painted in the second.
  const draft = Uint8Array.of(1, 1, 2, 0);
  const submitted = Uint8Array.of(1, 2, 0, 1);
  const { added, removed, perSlice } = differenceOf(submitted, draft, 2);
  expect([...added]).toEqual([0, 2, 0, 1]);
  expect([...removed]).toEqual([0, 1, 2, 0]);
  expect(perSlice).toEqual([1, 2]);
});

test('masks of two grids are refused', () => {
  expect(() => differenceOf(new Uint8Array(4), new Uint8Array(6), 2)).toThrow(/same grid/);
});

test('the walk over changed slices goes round in both directions', () => {
  expect(nextChanged([0, 3, 0, 1], 1, 1)).toBe(3);
  expect(nextChanged([0, 3, 0, 1], 3, 1)).toBe(1);
  expect(nextChanged([0, 3, 0, 1], 1, -1)).toBe(3);
  expect(nextChanged([0, 0], 0, 1)).toBeNull();
});

test('a review opens in the middle of the slice with most changes', () => {
  // Two slices of 2 x 3; the second differs in the two voxels of its right column.
  const draft = new Uint8Array(12);
  const submitted = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1);
  expect(mostChanged(differenceOf(submitted, draft, 2), 2, 3)).toEqual([1, 1, 2]);
  expect(mostChanged(differenceOf(draft, draft, 2), 2, 3)).toBeNull();
});
