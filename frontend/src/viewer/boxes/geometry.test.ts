import { expect, test } from 'vitest';
import { boxBetween, dragged, gripAt } from './geometry';

test('a box is of whole pixels, inside the slice, whichever way it was drawn', () => {
  expect(boxBetween({ x: 9.6, y: 7.2 }, { x: -3, y: 2.4 }, 80, 50)).toEqual([0, 2, 10, 7]);
  expect(boxBetween({ x: 70, y: 40 }, { x: 99, y: 99 }, 80, 50)).toEqual([70, 40, 80, 50]);
});

test('less than a pixel is no box', () => {
  expect(boxBetween({ x: 4, y: 4 }, { x: 4.4, y: 20 }, 80, 50)).toBeNull();
  expect(boxBetween({ x: 90, y: 4 }, { x: 95, y: 20 }, 80, 50)).toBeNull();
});

test('moved as a whole a box stops at the border and keeps its size', () => {
  expect(dragged([10, 10, 30, 20], 'whole', { x: 5.4, y: -3 }, 80, 50)).toEqual([15, 7, 35, 17]);
  expect(dragged([10, 10, 30, 20], 'whole', { x: 500, y: -500 }, 80, 50)).toEqual([60, 0, 80, 10]);
});

test('an edge follows the hand, past the other edge too, and never leaves nothing', () => {
  expect(dragged([10, 10, 30, 20], { x: 2, y: null }, { x: 6, y: 9 }, 80, 50)).toEqual([10, 10, 36, 20]);
  expect(dragged([10, 10, 30, 20], { x: 0, y: 1 }, { x: 40, y: 2 }, 80, 50)).toEqual([30, 12, 50, 20]);
  expect(dragged([10, 10, 30, 20], { x: 2, y: null }, { x: -20, y: 0 }, 80, 50)).toEqual([10, 10, 30, 20]);
});

test('corners and edges are taken hold of before the inside', () => {
  const box = [10, 10, 30, 20] as const;
  expect(gripAt(box, { x: 10.5, y: 19.5 }, 1)).toEqual({ x: 0, y: 3 });
  expect(gripAt(box, { x: 30.8, y: 15 }, 1)).toEqual({ x: 2, y: null });
  expect(gripAt(box, { x: 20, y: 15 }, 1)).toBe('whole');
  expect(gripAt(box, { x: 32, y: 15 }, 1)).toBeNull();
});
