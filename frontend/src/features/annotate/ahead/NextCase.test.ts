import { expect, test, vi } from 'vitest';
import { planMemory } from '@/viewer/budget';
import type { CaseDetail } from '../api';
import { NextCase, type NextCaseParts } from './NextCase';
import { take } from './volumes';

vi.mock('@/viewer', async () => ({
  ...(await import('@/viewer/budget')),
  ...(await import('@/viewer/panes/source')),
}));

const detail = (caseId: number): CaseDetail =>
  ({
    id: caseId,
    geometry: { shape: [30, 64, 64] },
    slices: Array.from({ length: 30 }, (_, z) => `2.25.${z}`),
    draft: {
      id: caseId * 10,
      has_uncertainty: true,
      doubtful_places: [{ index: [7, 3, 3] }],
      slice_doubt: [],
    },
  }) as unknown as CaseDetail;

/** A server with a queue of cases, and what was asked of it. */
function setUp(queue: number[], change: Partial<NextCaseParts> = {}) {
  const told: string[] = [];
  const parts: NextCaseParts = {
    next: async (_slug, current) => {
      const assignment = queue.find((one) => one !== current);
      return assignment === undefined ? null : { assignment, caseId: assignment };
    },
    detail: async (caseId) => detail(caseId),
    volume: async (path, voxels) => {
      told.push(path);
      return { data: new Uint8Array(voxels), version: 1 };
    },
    series: (_source, focus) => {
      told.push(`pixels from slice ${focus}`);
      return { run: () => undefined, letGo: () => told.push('pixels let go') };
    },
    budget: () => 100e6,
    savesData: () => false,
    ...change,
  };
  const memory = planMemory([30, 64, 64], parts.budget());
  return {
    ahead: new NextCase(parts),
    told,
    hand: (assignment: number) => ({ slug: 'p', assignment, memory }),
  };
}

test('pixels, pre-label and doubt of the next case come, from its opening slice', async () => {
  const { ahead, told, hand } = setUp([1, 2]);
  await ahead.prepare(hand(1));
  expect(ahead.assignment).toBe(2);
  expect(told).toEqual(['/api/drafts/20/mask', '/api/drafts/20/uncertainty', 'pixels from slice 7']);
  expect((await take('/api/drafts/20/mask'))?.data.length).toBe(30 * 64 * 64);
  expect(take('/api/drafts/20/mask')).toBeNull();
  ahead.left();
});

test('looking again asks for nothing twice', async () => {
  const { ahead, told, hand } = setUp([1, 2]);
  await ahead.prepare(hand(1));
  const before = told.length;
  await ahead.prepare(hand(1));
  expect(told).toHaveLength(before);
});

test('a case that was given to another person meanwhile is let go, the one after it comes', async () => {
  const queue = [1, 2, 3];
  const { ahead, told, hand } = setUp(queue);
  await ahead.prepare(hand(1));
  queue.splice(1, 1);
  told.length = 0;
  await ahead.prepare(hand(1));
  expect(ahead.assignment).toBe(3);
  expect(told).toContain('pixels let go');
  expect(take('/api/drafts/20/mask')).toBeNull();
});

test('once it is opened its viewer holds it, and the one after it comes', async () => {
  const { ahead, told, hand } = setUp([2, 3]);
  await ahead.prepare(hand(1));
  expect(ahead.assignment).toBe(2);
  await ahead.prepare(hand(2));
  expect(ahead.assignment).toBe(3);
  expect(told.filter((one) => one === 'pixels let go')).toHaveLength(1);
});

test.each([
  ['the person spares the line', { savesData: () => true }],
  ['two cases do not fit the budget', { budget: () => 800_000 }],
  ['there is none', { next: async () => null }],
  ['the server does not answer', { next: () => Promise.reject(new Error('gone')) }],
])('nothing is loaded ahead when %s', async (_why, change) => {
  const { ahead, told, hand } = setUp([1, 2], change);
  await ahead.prepare(hand(1));
  expect(ahead.assignment).toBeNull();
  expect(told).toEqual([]);
});

test('what nobody opens is let go a while after the editor has closed', async () => {
  vi.useFakeTimers();
  const { ahead, told, hand } = setUp([1, 2]);
  await ahead.prepare(hand(1));
  ahead.left();
  vi.advanceTimersByTime(9000);
  expect(told).not.toContain('pixels let go');
  vi.advanceTimersByTime(2000);
  expect(told).toContain('pixels let go');
  vi.useRealTimers();
});
