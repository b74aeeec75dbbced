// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { Camera } from '../cornerstone/Camera';
import { type Grid, viewOf } from '../geometry';
import type { Index } from '../types';
import { angleOf, distanceOf, insideOf } from './amounts';
import { hitAt } from './hit';
import { Measures } from './Measures';
import { tabMemory } from './memory';
import { scaleBarOf } from './scaleBar';
import { wordsOf } from './words';

/** Tilted by 30 degrees about the left-right axis, voxels of 4 x 1 x 0.5 mm. */
const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
const grid: Grid = {
  shape: [20, 40, 60],
  origin: [10, -20, 30],
  steps: [
    [0, -4 * s, 4 * c],
    [0, c, s],
    [0.5, 0, 0],
  ],
  placed: true,
};
const intensity = ([z, y, x]: Index) => 100 * z + 10 * y + x;

describe('measuring', () => {
  it('takes lengths along each axis, and across, in mm of the patient', () => {
    expect(distanceOf(grid, [0, 0, 0], [5, 0, 0])).toBeCloseTo(20, 9);
    expect(distanceOf(grid, [0, 0, 0], [0, 5, 0])).toBeCloseTo(5, 9);
    expect(distanceOf(grid, [0, 0, 0], [0, 0, 5])).toBeCloseTo(2.5, 9);
    expect(distanceOf(grid, [0, 0, 0], [0, 3, 8])).toBeCloseTo(5, 9);
  });

  it('takes angles as they are in the patient, not as voxels lie', () => {
    const corner: Index = [3, 10, 10];
    expect(angleOf(grid, [[3, 20, 10], corner, [3, 10, 30]])).toBeCloseTo(90, 6);
    expect(angleOf(grid, [[3, 20, 10], corner, [3, 20, 30]])).toBeCloseTo(45, 6);
    expect(angleOf(grid, [[3, 20, 10], corner, [3, 0, 10]])).toBeCloseTo(180, 6);
  });

  it('takes mean, deviation and area of the voxels in an ellipse', () => {
    const points: Index[] = [
      [2, 8, 10],
      [2, 12, 14],
    ];
    const inside = insideOf(grid, { id: 1, kind: 'ellipse', plane: 'z', slice: 2, points }, intensity);
    // A disc of two voxels about (10, 12): 13 of them, as far to one side as to the other.
    expect(inside?.count).toBe(13);
    expect(inside?.mean).toBeCloseTo(200 + 100 + 12, 9);
    expect(inside?.deviation).toBeCloseTo(Math.sqrt((101 * 14) / 13), 9);
    expect(inside?.area).toBeCloseTo(Math.PI * 2 * 1, 9);
    expect(insideOf(grid, { id: 1, kind: 'ellipse', plane: 'z', slice: 2, points }, () => null)).toBeNull();
  });

  it.each([
    ['patient', '10.0 mm'],
    ['detector', '10.0 mm at the detector'],
    ['calibrated', '10.0 mm calibrated'],
    ['unstated', '10.0 mm by PixelSpacing'],
    ['pixels', '10.0 px'],
  ] as const)('says what a length means: %s', (basis, words) => {
    const measure = {
      id: 1,
      kind: 'ruler' as const,
      plane: 'z' as const,
      slice: 0,
      points: [
        [0, 0, 0],
        [0, 0, 20],
      ] as Index[],
    };
    expect(wordsOf({ ...grid, basis }, measure, '', intensity)).toEqual([words]);
  });
});

describe('the scale bar', () => {
  it.each([
    [1, 120, { length: 100, width: 100, text: '10 cm' }],
    [1.3, 120, { length: 50, width: 65, text: '50 mm' }],
    [6.1, 120, { length: 10, width: 61, text: '10 mm' }],
    [130, 120, { length: 0.5, width: 65, text: '0.5 mm' }],
  ])('at %d pixels a mm is the longest round length under %d pixels', (scale, most, bar) => {
    expect(scaleBarOf(scale, most, 'mm')).toEqual(bar);
  });
});

describe('what was measured', () => {
  beforeEach(() => sessionStorage.clear());

  it('is found again after a reload, and nothing of it after the tab', () => {
    const measures = new Measures(tabMemory('2.25.1'));
    measures.add('ruler', 'z', 3, [
      [3, 1, 1],
      [3, 5, 5],
    ]);
    const id = measures.add('angle', 'y', 7, [
      [1, 7, 1],
      [2, 7, 2],
      [3, 7, 1],
    ]);
    const again = new Measures(tabMemory('2.25.1'));
    expect(again.all.get()).toEqual(measures.all.get());
    expect(new Measures(tabMemory('2.25.2')).all.get()).toEqual([]);
    again.remove(id);
    expect(again.on('y', 7)).toEqual([]);
    again.clear();
    expect(sessionStorage.length).toBe(0);
    expect(localStorage.length).toBe(0);
  });

  it('is not read from what something else has left there', () => {
    sessionStorage.setItem('gyre.measures.2.25.1', '[{"id":1,"kind":"ruler","points":[[1,2,3]]}, 5]');
    expect(new Measures(tabMemory('2.25.1')).all.get()).toEqual([]);
  });

  it('is met by the mouse at its points first, then along its line', () => {
    const camera = new Camera(grid, viewOf(grid, 'z'));
    camera.resize(600, 400);
    camera.slice = 3;
    const measures = new Measures();
    const id = measures.add('ruler', 'z', 3, [
      [3, 5, 5],
      [3, 35, 55],
    ]);
    const at = (place: Index) => camera.toScreen(place);
    expect(hitAt(measures.on('z', 3), camera, at([3, 35, 55]))).toMatchObject({ measure: { id }, point: 1 });
    expect(hitAt(measures.on('z', 3), camera, at([3, 20, 30]))).toMatchObject({ point: null });
    expect(hitAt(measures.on('z', 3), camera, at([3, 35, 5]))).toBeNull();
  });
});
