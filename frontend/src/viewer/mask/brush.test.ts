import { expect, test } from 'vitest';
import type { Index, Vector } from '../types';
import { type Stamp, visitStamp } from './brush';

const shape: Index = [6, 20, 30];
const spacing: Vector = [3, 1, 0.5];
const at = (place: Index): Pick<Stamp, 'from' | 'to'> => ({ from: place, to: place });

function visited(stamp: Stamp): Index[] {
  const found: Index[] = [];
  visitStamp({ shape, spacing }, stamp, (offset) => {
    found.push([Math.floor(offset / 600), Math.floor((offset % 600) / 30), offset % 30]);
  });
  return found;
}

test('a disc is round in millimetres and stays in its slice', () => {
  const found = visited({ ...at([2, 10, 15]), plane: 'z', sphere: false, radiusMm: 3 });
  expect(new Set(found.map(([z]) => z))).toEqual(new Set([2]));
  const expected = [];
  for (let y = 0; y < 20; y++)
    for (let x = 0; x < 30; x++) if ((y - 10) ** 2 + ((x - 15) * 0.5) ** 2 <= 9) expected.push([2, y, x]);
  expect(found).toEqual(expected);
});

test('on a coronal plane the disc crosses slices', () => {
  const found = visited({ ...at([2, 10, 15]), plane: 'y', sphere: false, radiusMm: 3 });
  expect(new Set(found.map(([, y]) => y))).toEqual(new Set([10]));
  expect(new Set(found.map(([z]) => z))).toEqual(new Set([1, 2, 3]));
});

test('a ball reaches as far along z as its radius in millimetres', () => {
  const found = visited({ ...at([2, 10, 15]), plane: 'z', sphere: true, radiusMm: 3 });
  expect(new Set(found.map(([z]) => z))).toEqual(new Set([1, 2, 3]));
});

test('a fast drag leaves no gap', () => {
  const found = visited({ from: [2, 10, 2], to: [2, 10, 27], plane: 'z', sphere: false, radiusMm: 0.4 });
  expect(found.map(([, , x]) => x)).toEqual(Array.from({ length: 26 }, (_, i) => i + 2));
});

test('the voxel under the mouse is painted by the smallest brush', () => {
  const found = visited({ ...at([2, 10.4, 15.4]), plane: 'z', sphere: false, radiusMm: 0.05 });
  expect(found).toEqual([[2, 10, 15]]);
});

test('at the edge nothing outside the grid is touched, and outside it nothing at all', () => {
  expect(
    visited({ ...at([0, 0, 0]), plane: 'z', sphere: true, radiusMm: 4 }).every((i) => i.every((v) => v >= 0)),
  ).toBe(true);
  expect(visited({ ...at([9, 5, 5]), plane: 'z', sphere: false, radiusMm: 2 })).toEqual([]);
});
