import { expect, test } from 'vitest';
import { byAttribute, groupName, hiddenBecause } from './groups';

const group = (name: string, hidden: '' | 'small' | 'complement' = '') => ({
  name,
  cases: 4,
  patients: 4,
  hidden,
  dice: null,
  delta: null,
});

test('a group is told in words', () => {
  expect(groupName('sex:F')).toBe('Female');
  expect(groupName('sex:M & age:18-39')).toBe('Male, 18–39');
  expect(groupName('site:North: B')).toBe('North: B');
});

test('groups stand under their attribute in the order they came', () => {
  const sets = byAttribute([group('age:80+'), group('sex:F'), group('age:unknown')]);
  expect(sets.map(({ attribute, groups }) => [attribute, groups.length])).toEqual([
    ['age', 2],
    ['sex', 1],
  ]);
});

test('it is said why a group is not shown', () => {
  expect(hiddenBecause(group('sex:O', 'small'), 10)).toBe('under 10 patients');
  expect(hiddenBecause(group('sex:F', 'complement'), 10)).toBe('it would tell a small group');
});
