import { expect, test } from 'vitest';
import { ago, day, duration, millilitres } from './format';

test('a volume has thousands and one decimal, a small one two', () => {
  expect(millilitres(1125.66)).toBe('1,125.7');
  expect(millilitres(9.996)).toBe('10.0');
  expect(millilitres(1.734)).toBe('1.73');
  expect(millilitres(0)).toBe('0.00');
});

test('a duration keeps its seconds for the first ten minutes only', () => {
  expect(duration(59)).toBe('59 s');
  expect(duration(252)).toBe('4 min 12 s');
  expect(duration(605)).toBe('10 min');
  expect(duration(7500)).toBe('2 h 5 min');
});

test('a moment is told in the largest whole unit', () => {
  expect(ago(3.4)).toBe('3 s ago');
  expect(ago(7300)).toBe('2 h ago');
});

test('a date has no year and no comma', () => {
  expect(day(new Date(2026, 10, 25))).toBe('Wed 25 Nov');
});
