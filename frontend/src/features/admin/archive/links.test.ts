import { expect, test } from 'vitest';
import type { PacsLink } from '@/api/pacs';
import { withLinked, withSending } from './links';

const link = (pacs: number, sends_results: boolean) => ({ pacs: { id: pacs }, sends_results }) as PacsLink;

test('linking one PACS leaves the others as they are, and sends nothing yet', () => {
  expect(withLinked([link(1, true)], 2, true)).toEqual([
    { pacs: 1, sends_results: true },
    { pacs: 2, sends_results: false },
  ]);
});

test('unlinking takes that one only', () => {
  expect(withLinked([link(1, true), link(2, false)], 1, false)).toEqual([{ pacs: 2, sends_results: false }]);
});

test('the switch of one PACS leaves that of the others', () => {
  expect(withSending([link(1, true), link(2, false)], 2, true)).toEqual([
    { pacs: 1, sends_results: true },
    { pacs: 2, sends_results: true },
  ]);
});
