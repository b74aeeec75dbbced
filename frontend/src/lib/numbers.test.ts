import { expect, test } from 'vitest';
import { initials } from './names';
import { bytes, counted, fixed, percent, signed } from './numbers';
import { age, studyDate, when } from './when';

test('a difference has a sign that is not a hyphen, and none at zero', () => {
  expect(signed(0.0061, 3)).toBe('+0.006');
  expect(signed(-0.0129, 3)).toBe('−0.013');
  expect(signed(-0.0001, 3)).toBe('±0.000');
  expect(signed(null, 3)).toBe('—');
});

test('a missing number is a dash', () => {
  expect(fixed(undefined, 2)).toBe('—');
  expect(percent(null)).toBe('—');
});

test('counts group their thousands and agree with their word', () => {
  expect(counted(1, 'case')).toBe('1 case');
  expect(counted(2412, 'case')).toBe('2,412 cases');
  expect(bytes(1_540_000)).toBe('1.5 MB');
});

test('moments near are told from now, others by day and time', () => {
  const now = new Date(2026, 10, 23, 12, 0, 0);
  expect(when(new Date(2026, 10, 23, 11, 58).toISOString(), now)).toBe('2 min ago');
  expect(when(new Date(2026, 10, 23, 8, 5).toISOString(), now)).toBe('today, 8:05');
  expect(when(new Date(2026, 10, 20, 17, 31).toISOString(), now)).toBe('Fri 20 Nov, 17:31');
});

test('DICOM dates and ages are shown as people write them', () => {
  expect(studyDate('20261118')).toBe('2026-11-18');
  expect(age('067Y')).toBe('67');
  expect(age('006M')).toBe('6 mo');
  expect(age('')).toBe('');
});

test('a person is two letters at most', () => {
  expect(initials('Ada King Lovelace')).toBe('AL');
  expect(initials('lead')).toBe('L');
  expect(initials('')).toBe('?');
});
