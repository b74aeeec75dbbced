import { expect, test } from 'vitest';
import { nextSource, sourcesOf } from './sources';

test('one key goes round all places that can be searched', () => {
  expect(nextSource('gyre', [3, 5])).toBe(3);
  expect(nextSource(3, [3, 5])).toBe(5);
  expect(nextSource(5, [3, 5])).toBe('gyre');
});

test('without a PACS the second place says how to come by one', () => {
  expect(sourcesOf([])).toEqual(['gyre', 'unlinked']);
  expect(nextSource('unlinked', [])).toBe('gyre');
});
