import { expect, test } from 'vitest';
import { movesDates, shortTitle, toggled } from './deid';

test('dates are kept as they are or moved, never both', () => {
  expect(toggled(['retain_uids', 'retain_full_dates'], 'retain_modified_dates')).toEqual([
    'retain_uids',
    'retain_modified_dates',
  ]);
  expect(toggled(['retain_modified_dates'], 'retain_modified_dates')).toEqual([]);
  expect([movesDates(['retain_modified_dates']), movesDates(['retain_full_dates'])]).toEqual([true, false]);
});

test('an option is named in a few words', () => {
  expect(shortTitle('Retain Longitudinal Temporal Information Modified Dates')).toBe('Modified dates');
  expect(shortTitle('Retain UIDs')).toBe('UIDs');
  expect(shortTitle('Clean Structured Content')).toBe('Clean structured content');
});
