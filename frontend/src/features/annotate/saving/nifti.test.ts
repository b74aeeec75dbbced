import { expect, test } from 'vitest';
import { niftiOf } from './nifti';

test('the file has the grid of the case, in RAS, and the voxels as they are', () => {
  const mask = Uint8Array.from({ length: 24 }, (_, i) => i);
  const file = niftiOf(mask, {
    shape: [2, 3, 4],
    spacing: [5, 0.75, 0.5],
    origin: [-10, 20, 30],
    direction: [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ],
  });
  const view = new DataView(file.buffer);
  const int16 = (at: number, n: number) =>
    Array.from({ length: n }, (_, i) => view.getInt16(at + 2 * i, true));
  const float = (at: number, n: number) =>
    Array.from({ length: n }, (_, i) => view.getFloat32(at + 4 * i, true));
  expect(view.getInt32(0, true)).toBe(348);
  expect(int16(40, 8)).toEqual([3, 4, 3, 2, 1, 1, 1, 1]);
  expect(int16(70, 2)).toEqual([2, 8]);
  expect(float(76, 4)).toEqual([1, 0.5, 0.75, 5]);
  expect(float(108, 2)).toEqual([352, 1]);
  expect(float(280, 12).map((value) => value + 0)).toEqual([-0.5, 0, 0, 10, 0, -0.75, 0, -20, 0, 0, 5, 30]);
  expect(new TextDecoder().decode(file.subarray(344, 348))).toBe('n+1\0');
  expect(file.subarray(352)).toEqual(mask);
});
