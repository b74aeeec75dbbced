import { expect, test } from 'vitest';
import type { Comment } from './api';
import { inOrder, pinsOf } from './useComments';

const remark = (id: number, index: number[] | null, resolved = false): Comment => ({
  id,
  case: 1,
  revision: null,
  author: { id: 1, username: 'r', name: 'R' },
  text: `remark ${id}`,
  z: index?.[0] ?? null,
  index,
  created_at: '2026-11-26T07:00:00Z',
  resolved_at: resolved ? '2026-11-26T08:00:00Z' : null,
  resolved_by: null,
});

test('open remarks come first, and a pin bears its number in the list', () => {
  const listed = inOrder([remark(1, [0, 0, 0], true), remark(2, null), remark(3, [4, 5, 6])]);
  expect(listed.map((one) => one.id)).toEqual([2, 3, 1]);
  expect(pinsOf(listed, null)).toEqual([{ id: 3, index: [4, 5, 6], text: '2' }]);
});

test('the remark that is being written has a pin before it is kept', () => {
  expect(pinsOf([], [1, 2, 3])).toEqual([{ id: 0, index: [1, 2, 3], text: '+', pending: true }]);
});
