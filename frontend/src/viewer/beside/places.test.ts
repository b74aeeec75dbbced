import { describe, expect, test } from 'vitest';
import { type Grid, indexToPoint, scale } from '../geometry';
import type { Index, Vector } from '../types';
import {
  away,
  linkBetween,
  nearestSlice,
  planeAlike,
  sameGrid,
  shifted,
  shiftedBack,
  turnBetween,
} from './places';

const turn = (degrees: number) => (degrees * Math.PI) / 180;

/** Axial, `z` mm between slices, 1 mm in plane, at `origin`. */
function axial(shape: Index, z = 1, origin: Vector = [0, 0, 0]): Grid {
  return {
    shape,
    origin,
    steps: [
      [0, 0, z],
      [0, 1, 0],
      [1, 0, 0],
    ],
    placed: true,
  };
}

/** Scanned sagittally: slices go to the left, rows down from the head. */
function sagittal(shape: Index, x = 4, origin: Vector = [0, 0, 60]): Grid {
  return {
    shape,
    origin,
    steps: [
      [x, 0, 0],
      [0, 0, -1],
      [0, 1, 0],
    ],
    placed: true,
  };
}

/** Axial tipped about x: the slice normal leans to the back. */
function tipped(shape: Index, degrees: number, z = 5): Grid {
  const [s, c] = [Math.sin(turn(degrees)), Math.cos(turn(degrees))];
  return {
    shape,
    origin: [-10, -10, -20],
    steps: [scale([0, -s, c], z), scale([0, c, s], 0.5), scale([1, 0, 0], 0.5)],
    placed: true,
  };
}

describe('the slice that lies nearest', () => {
  test('is found by millimetres, not by number, across different spacings', () => {
    const fine = axial([60, 10, 10], 1);
    const coarse = axial([12, 10, 10], 5);
    expect(nearestSlice(coarse, 'z', indexToPoint(fine, [23, 4, 4]))).toMatchObject({
      slice: 5,
      outside: false,
    });
    expect(nearestSlice(coarse, 'z', indexToPoint(fine, [22, 4, 4])).slice).toBe(4);
    expect(nearestSlice(fine, 'z', indexToPoint(coarse, [7, 4, 4]))).toMatchObject({ slice: 35, awayMm: 0 });
  });

  test('says how far away it is, and when the point lies outside', () => {
    const coarse = axial([12, 10, 10], 5);
    expect(away(nearestSlice(coarse, 'z', [0, 0, 22]))).toBe('nearest slice, 2.0 mm away');
    expect(away(nearestSlice(coarse, 'z', [0, 0, 20]))).toBe('');
    const beyond = nearestSlice(coarse, 'z', [0, 0, 70]);
    expect(beyond).toMatchObject({ slice: 11, outside: true });
    expect(away(beyond)).toBe('outside, 15.0 mm away');
  });

  test('of an oblique, anisotropic grid holds the point: every voxel finds its own slice', () => {
    const grid = tipped([9, 40, 40], 25);
    for (const index of [
      [0, 0, 0],
      [4, 12, 30],
      [8, 39, 39],
    ] as Index[]) {
      const found = nearestSlice(grid, 'z', indexToPoint(grid, index));
      expect(found.slice).toBe(index[0]);
      expect(found.awayMm).toBeCloseTo(0, 9);
      found.index.forEach((value, axis) => {
        expect(value).toBeCloseTo(index[axis] ?? 0, 9);
      });
    }
  });

  test('of a tipped scan depends on where in the slice one points, not on the slice alone', () => {
    const straight = axial([60, 60, 60], 1, [-10, -10, -20]);
    const lean = tipped([9, 40, 40], 25);
    const front = nearestSlice(lean, 'z', indexToPoint(straight, [20, 2, 10])).slice;
    const back = nearestSlice(lean, 'z', indexToPoint(straight, [20, 30, 10])).slice;
    expect(front).toBeGreaterThan(back);
  });
});

describe('the plane of the other series', () => {
  test('is the one of the same anatomical name, however it was scanned', () => {
    const [a, s] = [axial([60, 60, 60]), sagittal([20, 60, 60])];
    expect([planeAlike(a, 'z', s), planeAlike(a, 'x', s), planeAlike(a, 'y', s)]).toEqual(['y', 'z', 'x']);
    expect(planeAlike(s, 'z', a)).toBe('x');
  });

  test('is the scanned one where a projection has no place in space', () => {
    expect(planeAlike(axial([9, 9, 9]), 'y', { ...axial([1, 9, 9]), placed: false })).toBe('z');
  });

  test('is turned against ours by the angle between both', () => {
    expect(turnBetween(axial([9, 9, 9]), 'z', tipped([9, 9, 9], 25), 'z')).toBeCloseTo(25, 6);
    expect(turnBetween(axial([9, 9, 9]), 'z', sagittal([9, 9, 9]), 'y')).toBeCloseTo(0, 5);
  });
});

describe('a mask fits another series', () => {
  const grid = axial([6, 8, 10], 3);
  test('only where every voxel has the same place', () => {
    expect(sameGrid(grid, axial([6, 8, 10], 3))).toBe(true);
    expect(sameGrid(grid, axial([6, 8, 10], 3.1))).toBe(false);
    expect(sameGrid(grid, axial([6, 8, 10], 3, [0, 0, 1]))).toBe(false);
    expect(sameGrid(grid, axial([6, 10, 8], 3))).toBe(false);
  });
  test('with what decimals in a file leave of a place', () => {
    expect(sameGrid(grid, axial([6, 8, 10], 3.0002, [0.001, 0, 0]))).toBe(true);
  });
  test('never for images without a place', () => {
    expect(sameGrid({ ...grid, placed: false }, { ...grid, placed: false })).toBe(false);
  });
});

test('a link that a person set takes a point there and back', () => {
  const link = linkBetween([1, 2, 3], [11, 0, 3]);
  expect(shifted([1, 2, 3], link)).toEqual([11, 0, 3]);
  expect(shiftedBack(shifted([5, 6, 7], link), link)).toEqual([5, 6, 7]);
});
