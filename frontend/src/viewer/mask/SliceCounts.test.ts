import { expect, test } from 'vitest';
import { SliceCounts } from './SliceCounts';

/** Runs of one to nine voxels of four labels, so that runs begin and end at every place of four. */
function runs(length: number): Uint8Array {
  const mask = new Uint8Array(length);
  for (let at = 0, turn = 0; at < length; turn++) {
    const end = Math.min(length, at + 1 + ((turn * 7) % 9));
    mask.fill([0, 255, 1, 3][turn % 4] ?? 0, at, end);
    at = end;
  }
  return mask;
}

test.each([
  // A slice of 35 voxels begins at another place of four each time
  [5, 7, 0],
  [8, 8, 0],
  // A view that begins off a place of four
  [5, 7, 1],
])('voxels are counted one for one: slices of %i x %i, offset %i', (rows, columns, offset) => {
  const depth = 6;
  const size = rows * columns;
  const mask = runs(depth * size + offset).subarray(offset);
  const counts = new SliceCounts(depth, size);
  counts.recount(mask);
  for (const value of [0, 1, 2, 3, 255]) {
    expect(counts.total(value)).toBe(mask.filter((one) => one === value).length);
    for (let z = 0; z < depth; z++) {
      const slice = mask.subarray(z * size, (z + 1) * size);
      expect(counts.inSlice(z, value)).toBe(slice.filter((one) => one === value).length);
    }
  }
});
