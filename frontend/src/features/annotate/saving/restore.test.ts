import { expect, test } from 'vitest';
import type { LocalDraft } from './draftStore';
import { restore, withPlanes } from './restore';

const SIZE = 4;
const mask = new Uint8Array(3 * SIZE);
const plane = new Uint8Array(SIZE).fill(5);
const draft: LocalDraft = {
  annotation: 1,
  assignment: 2,
  name: 'LAB-0001',
  version: 3,
  planes: new Map([[1, plane]]),
  sliceSize: SIZE,
  sending: [],
  activeSeconds: 0,
  keptAt: 0,
};

test('on opening, kept edits go on top of the version they build on, and are dropped when the server has them', () => {
  const applied = restore(draft, { version: 3, mask }, SIZE);
  expect(applied).toEqual({ kind: 'apply', planes: new Map([[1, plane]]) });
  expect(restore(draft, { version: 4, mask }, SIZE).kind).toBe('older');
  expect(restore(draft, { version: 4, mask: withPlanes(mask, draft.planes) }, SIZE).kind).toBe('none');
  expect(restore(draft, { version: 3, mask }, SIZE + 1).kind).toBe('none');
});

test('a page that died before it heard of its save goes on from there with what came after', () => {
  const later = new Uint8Array(SIZE).fill(6);
  const sent = { ...draft, sending: [1], planes: new Map([...draft.planes, [2, later]]) };
  const saved = withPlanes(mask, draft.planes);
  expect(restore(sent, { version: 4, mask: saved }, SIZE)).toEqual({
    kind: 'apply',
    planes: new Map([[2, later]]),
  });
  // Another window's save has the same number but not these slices
  expect(restore(sent, { version: 4, mask }, SIZE).kind).toBe('older');
  expect(restore(sent, { version: 5, mask: saved }, SIZE).kind).toBe('older');
});
