import { describe, expect, test } from 'vitest';
import {
  type Grid,
  indexToPoint,
  nameAxes,
  pointToIndex,
  spacingOf,
  viewOf,
  voxelMillilitres,
} from './geometry';

const axial: Grid = {
  shape: [24, 64, 64],
  origin: [-30, -40, 100],
  steps: [
    [0, 0, 3],
    [0, 0.9, 0],
    [0.8, 0, 0],
  ],
  placed: true,
};

/** A sagittal acquisition: rows run from head to foot, columns from front to back, slices from right to left. */
const sagittal: Grid = {
  shape: [10, 20, 30],
  origin: [0, 0, 0],
  steps: [
    [2, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
  placed: true,
};

describe('a place in the grid', () => {
  test('goes to patient space and back, on an oblique grid too', () => {
    const c = Math.cos(0.3);
    const s = Math.sin(0.3);
    const oblique: Grid = {
      ...axial,
      steps: [
        [0, -3 * s, 3 * c],
        [0, 0.9 * c, 0.9 * s],
        [0.8, 0, 0],
      ],
    };
    for (const grid of [axial, sagittal, oblique]) {
      const back = pointToIndex(grid, indexToPoint(grid, [3, 5, 7]));
      expect(back.map((value) => Math.round(value * 1e9) / 1e9)).toEqual([3, 5, 7]);
    }
  });

  test('has its spacing and its volume', () => {
    expect(spacingOf(axial)).toEqual([3, 0.9, 0.8]);
    expect(voxelMillilitres(axial)).toBeCloseTo(0.00216, 9);
  });
});

describe('a plane on the screen', () => {
  test('axial: the patient lies as seen from the feet', () => {
    const view = viewOf(axial, 'z');
    expect(view.name).toBe('Axial');
    expect(view.letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  });

  test('coronal and sagittal have the head at the top', () => {
    expect(viewOf(axial, 'y').letters).toEqual({ left: 'R', right: 'L', top: 'S', bottom: 'I' });
    expect(viewOf(axial, 'x').letters).toEqual({ left: 'A', right: 'P', top: 'S', bottom: 'I' });
  });

  test('of a sagittal scan is named by its direction, not by its axis', () => {
    expect(nameAxes(sagittal)).toEqual({ z: 'Sagittal', y: 'Axial', x: 'Coronal' });
    expect(viewOf(sagittal, 'z').letters).toEqual({ left: 'A', right: 'P', top: 'S', bottom: 'I' });
    expect(viewOf(sagittal, 'y').letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  });

  test('of a picture without a position names no sides', () => {
    expect(viewOf({ ...axial, placed: false }, 'z').letters.left).toBe('');
  });
});
