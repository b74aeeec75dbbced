import { expect, test } from 'vitest';
import { differenceOf, nextChanged } from './difference';

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
