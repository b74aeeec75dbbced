import { expect, test } from 'vitest';
import { initials, personName } from './names';

test('initials are those of the first and the last word', () => {
  expect(['Ada Lovelace', 'lead', ''].map(initials)).toEqual(['AL', 'L', '?']);
});

test('a DICOM person name reads family first; titles and other alphabets are left out', () => {
  expect(personName('Doe^Jane^^Dr')).toBe('Doe, Jane');
  expect(personName('Yamada^Tarou=山田^太郎')).toBe('Yamada, Tarou');
  expect(personName('ANON')).toBe('ANON');
  expect(personName('')).toBe('');
});
