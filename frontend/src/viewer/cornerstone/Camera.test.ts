import { expect, test } from 'vitest';
import { type Grid, viewOf } from '../geometry';
import type { Plane } from '../types';
import { Camera } from './Camera';

const grid: Grid = {
  shape: [24, 64, 48],
  origin: [-30, -40, 100],
  steps: [
    [0, 0, 3],
    [0, 0.9, 0],
    [0.8, 0, 0],
  ],
  placed: true,
};

function camera(plane: Plane = 'z'): Camera {
  const made = new Camera(grid, viewOf(grid, plane));
  made.resize(500, 600);
  return made;
}

const planes: Plane[] = ['z', 'y', 'x'];

test.each(planes)('a voxel and its pixel agree both ways, plane %s, zoomed and panned', (plane) => {
  const it = camera(plane);
  it.slice = 7;
  it.zoomBy(2.5, { x: 100, y: 40 });
  it.panBy(33, -12);
  const index = it.toIndex({ x: 123, y: 456 });
  expect(index[it.axis]).toBe(7);
  const back = it.toScreen(index);
  expect(back.x).toBeCloseTo(123, 6);
  expect(back.y).toBeCloseTo(456, 6);
});

test('zooming keeps the place under the mouse', () => {
  const it = camera();
  const before = it.toIndex({ x: 80, y: 500 });
  it.zoomBy(3, { x: 80, y: 500 });
  const after = it.toIndex({ x: 80, y: 500 });
  expect(Math.max(...after.map((value, axis) => Math.abs(value - (before[axis] ?? 0))))).toBeLessThan(1e-6);
});

test('the whole slice is seen at zoom 1', () => {
  const it = camera('y');
  const a = it.toScreen([0, 12, 0]);
  const b = it.toScreen([23, 12, 47]);
  for (const point of [a, b]) {
    expect(point.x).toBeGreaterThan(0);
    expect(point.x).toBeLessThan(500);
    expect(point.y).toBeGreaterThan(0);
    expect(point.y).toBeLessThan(600);
  }
  expect(a.y).toBeGreaterThan(b.y);
});

test('a place off the pane is brought in', () => {
  const it = camera();
  it.zoomBy(8, { x: 250, y: 300 });
  it.reveal([12, 2, 2]);
  const point = it.toScreen([12, 2, 2]);
  expect(point.x).toBeCloseTo(24, 6);
  expect(point.y).toBeCloseTo(24, 6);
});
