import { expect, test } from 'vitest';
import { fromRuns, toRuns } from './runs';

test.each([
  ['one value', new Uint8Array(1000).fill(3), 5],
  ['an area', new Uint8Array(1000).fill(7, 300, 400), 15],
  ['no two alike', Uint8Array.from({ length: 600 }, (_, i) => i), 3000],
  ['nothing', new Uint8Array(0), 0],
])('%s comes back as it was', (_, plane, bytes) => {
  const runs = toRuns(plane);
  expect(runs.length).toBe(bytes);
  expect(fromRuns(runs, plane.length)).toEqual(plane);
});

test('runs of another grid are refused', () => {
  expect(() => fromRuns(toRuns(new Uint8Array(9)), 10)).toThrow('The kept slice has 9 voxels, expected 10.');
});
