import { expect, test } from 'vitest';
import type { LearningPoint } from '@/api/types';
import { besides, closest, lineOf, type Standing, withoutInterval } from './learning';

const point = (model: number, labels: number, standing: Standing = 'went_live'): LearningPoint => ({
  model,
  labels,
  standing,
  dice: 0.8,
  low: 0.75,
  high: 0.85,
  patients: 12,
});

test('the line goes through what went live, once at each number of labels, in the order of labels', () => {
  const points = [
    point(1, 16),
    point(2, 16, 'refused'),
    point(3, 16),
    point(4, 30),
    point(5, 24),
    point(6, 40, 'waits'),
  ];
  expect(lineOf(points).map((one) => one.model)).toEqual([3, 5, 4]);
});

test('models of the same labels stand beside each other, in the order they came', () => {
  const points = [point(3, 16), point(2, 16, 'refused'), point(1, 16), point(4, 24, 'refused')];
  const places = besides(points);
  expect(points.map((one) => places.get(one))).toEqual([2, 1, 0, 0]);
});

test('the smallest step between numbers of labels leaves room for what stands beside', () => {
  expect(closest([40, 16, 24, 16])).toBe(8);
  expect(closest([16, 16])).toBe(Number.POSITIVE_INFINITY);
});

test('where there is no interval it is said why', () => {
  const few = (model: number, patients: number | null) => ({
    ...point(model, 16),
    low: null,
    high: null,
    patients,
  });
  expect(withoutInterval([point(1, 16), point(2, 16)])).toBe('');
  expect(withoutInterval([few(1, 4), few(2, 4)])).toBe('No interval: 4 patients of the holdout are too few.');
  expect(withoutInterval([few(1, null)])).toBe('No interval: patients of the holdout are too few.');
  expect(withoutInterval([few(1, 1), few(2, 1), point(3, 16)])).toBe(
    'No interval for v1, v2: 1 patient of the holdout is too few.',
  );
});
