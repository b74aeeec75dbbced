import { expect, test } from 'vitest';
import { type Done, groupsOf } from './report';

const row = (keyword: string, action: Done['action'], count: number): Done => ({ keyword, action, count });

test('a report is read by act: the busiest first, in it the most frequent attribute', () => {
  const groups = groupsOf([
    row('StudyDate', 'emptied', 12),
    row('PatientName', 'replaced', 12),
    row('InstitutionName', 'removed', 12),
    row('AccessionNumber', 'emptied', 12),
    row('OtherPatientIDs', 'removed', 3),
    row('StationName', 'removed', 12),
  ]);
  expect(groups.map(({ action, count, rows }) => [action, count, rows.map((one) => one.keyword)])).toEqual([
    ['removed', 27, ['InstitutionName', 'StationName', 'OtherPatientIDs']],
    ['emptied', 24, ['AccessionNumber', 'StudyDate']],
    ['replaced', 12, ['PatientName']],
  ]);
});

test('nothing done, nothing told', () => {
  expect(groupsOf([])).toEqual([]);
});
