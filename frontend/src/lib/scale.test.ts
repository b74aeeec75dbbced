import { expect, test } from 'vitest';
import { band, linear, nice, path, spread, step, ticks } from './scale';

test('a step is round and leaves at most as many parts as asked', () => {
  expect(step(15, 3)).toBe(5);
  expect(step(0.12, 4)).toBeCloseTo(0.05);
  expect(step(48, 6)).toBe(10);
});

test('ticks are round numbers inside the span, without the dust of floats', () => {
  expect(ticks(0.74, 0.91, 4)).toEqual([0.75, 0.8, 0.85, 0.9]);
  expect(ticks(-0.02, 0.04, 3)).toEqual([-0.02, 0, 0.02, 0.04]);
});

test('a scale maps its ends to the ends of the range, downwards too', () => {
  const y = linear([0, 10], [100, 0]);
  expect(y(0)).toBe(100);
  expect(y(10)).toBe(0);
  expect(y(2.5)).toBe(75);
});

test('a span of nothing puts its value in the middle', () => {
  expect(linear([4, 4], [0, 100])(4)).toBe(50);
});

test('a span is widened to whole steps', () => {
  const domain = (values: number[]) => nice(values, [0, 100]).domain;
  expect(domain([0.742, 0.861])).toEqual([0.7, 0.9]);
  expect(domain([])).toEqual([0, 1]);
  expect(domain([3, 3])).toEqual([3, 4]);
});

test('each step has its tick, though the widened span would be cut into fewer', () => {
  expect(nice([1.79, 2.39], [0, 100], 3).ticks).toEqual([1.6, 1.8, 2, 2.2, 2.4]);
});

test('a narrow span is opened around its middle, and not beyond what there can be', () => {
  expect(spread([0.6], 0.1)).toEqual([expect.closeTo(0.55), expect.closeTo(0.65)]);
  expect(spread([0.98, 0.99], 0.1, 1)).toEqual([expect.closeTo(0.9), 1]);
  expect(spread([0.4, 0.8], 0.1)).toEqual([0.4, 0.8]);
});

test('a band goes along its upper line and back along its lower one', () => {
  const upper = [
    { x: 0, y: 1 },
    { x: 2, y: 1 },
  ];
  const lower = [
    { x: 0, y: 3 },
    { x: 2, y: 3 },
  ];
  expect(band(upper, lower)).toBe('M0.0 1.0L2.0 1.0L2.0 3.0L0.0 3.0Z');
  expect(path(upper)).toBe('M0.0 1.0L2.0 1.0');
  expect(band([], [])).toBe('');
});
