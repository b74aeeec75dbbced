import { expect, test } from 'vitest';
import type { Waiting } from '../api';
import { byCase } from './queue';

const waiting = (revision: number, of: number, what: Waiting['waits_for']): Waiting => ({
  revision_id: revision,
  number: revision,
  case: { id: of, name: `CASE-${of}`, thumbnail: null },
  split: 'train',
  author: { id: 1, username: 'a', name: 'A' },
  origin: 'reader',
  waits_for: what,
  agreement: null,
  read: 1,
  submitted_at: '2026-11-26T08:00:00Z',
  statistics: {
    edited_voxels: 0,
    draft_dice: null,
    label_voxels: {},
    label_edits: {},
    active_seconds: 0,
    answers: null,
  },
  returned_before: 0,
  own: false,
});

test('two reads of a case are one row in the place of the first; others stay by themselves', () => {
  const list = [
    waiting(1, 7, 'adjudication'),
    waiting(2, 8, 'review'),
    waiting(3, 7, 'adjudication'),
    waiting(4, 8, 'second_signature'),
  ];
  expect(byCase(list).map((row) => row.map((one) => one.revision_id))).toEqual([[1, 3], [2], [4]]);
});
