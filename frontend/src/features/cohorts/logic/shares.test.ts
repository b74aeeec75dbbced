import { expect, test } from 'vitest';
import { planOf, readTwice, splitEvenly, total } from './shares';

test('cases are split as evenly as whole cases allow, none lost', () => {
  expect(splitEvenly(64, [1, 2, 3])).toEqual({ 1: 22, 2: 21, 3: 21 });
  expect(total(splitEvenly(65, [1, 2, 3, 4]))).toBe(65);
  expect(splitEvenly(5, [])).toEqual({});
});

test('a tenth of 64 cases is six read twice', () => {
  expect(readTwice(64, 0.1)).toBe(6);
  expect(planOf(64, { 1: 32, 2: 32 }, 0.1)).toEqual({ cases: 64, twice: 6, reads: 70 });
});

test('what cannot be assigned says why', () => {
  expect(planOf(0, {}, 0).problem).toMatch(/^Select/);
  expect(planOf(5, { 1: 6 }, 0).problem).toBe('The shares add up to 6; 5 are selected.');
  expect(planOf(5, { 1: 0 }, 0).problem).toMatch(/at least one/);
  expect(planOf(5, { 1: 5, 2: 0 }, 0.5).problem).toMatch(/second reader/);
});
