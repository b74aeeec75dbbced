import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, Unreachable } from '@/api/problem';
import { isPassing } from '../api';
import { Autosaver } from './Autosaver';
import { BrowserDrafts, type DraftStore } from './draftStore';
import type { SaveState } from './states';

const SIZE = 4;
let annotation = 0;

type Answers = (() => Promise<{ version: number; saved_at: string }>)[];

function bench(answers: Answers = [], pause = 100, drafts: DraftStore = new BrowserDrafts()) {
  annotation += 1;
  const id = annotation;
  const mask = new Uint8Array(3 * SIZE);
  const sent: { version: number; planes: Map<number, Uint8Array> }[] = [];
  const states: SaveState[] = [];
  const saver = new Autosaver({
    of: { annotation: id, assignment: id + 1000, name: 'LAB-0001' },
    version: 3,
    leaseToken: 'token',
    drafts,
    slice: (z) => mask.slice(z * SIZE, (z + 1) * SIZE),
    activeSeconds: () => 12,
    send: (edit, planes) => {
      sent.push({ version: edit.version, planes: new Map(planes) });
      const answer = answers.shift();
      return answer ? answer() : Promise.resolve({ version: edit.version + 1, saved_at: '' });
    },
    isPassing,
    onState: (state) => states.push(state),
    pause,
    longest: pause * 3,
  });
  const paint = (z: number, value: number) => {
    mask.fill(value, z * SIZE, (z + 1) * SIZE);
    saver.edited([z]);
  };
  return { id, mask, sent, states, drafts, saver, paint };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

test('after a pause the changed slices go out once, on the version they build on', async () => {
  const it = bench();
  it.paint(0, 1);
  await vi.advanceTimersByTimeAsync(50);
  it.paint(2, 1);
  await vi.advanceTimersByTimeAsync(120);
  await it.saver.flush();
  expect(it.sent.length).toBe(1);
  expect([...(it.sent[0]?.planes.keys() ?? [])]).toEqual([0, 2]);
  expect(it.sent[0]?.version).toBe(3);
  expect(it.saver.version).toBe(4);
  expect(it.saver.state.kind).toBe('saved');
  expect(await it.drafts.find(it.id)).toBeNull();
});

test('a busy hand does not put the save off for ever', async () => {
  const it = bench();
  for (let i = 0; i < 8; i++) {
    it.paint(0, i + 1);
    await vi.advanceTimersByTimeAsync(60);
  }
  expect(it.sent.length).toBeGreaterThan(0);
});

test('an edit is kept in the browser before it is sent', async () => {
  const it = bench([], 1e9);
  it.paint(1, 2);
  await vi.waitFor(async () =>
    expect((await it.drafts.find(it.id))?.planes.get(1)).toEqual(new Uint8Array([2, 2, 2, 2])),
  );
  expect(it.sent).toEqual([]);
});

test('without a server the edits stay in the browser and go out when it is back', async () => {
  const gone = () => Promise.reject(new Unreachable());
  const it = bench([gone, gone]);
  it.paint(0, 1);
  await it.saver.flush();
  expect(it.saver.state).toEqual({ kind: 'offline', edits: 1, kept: 'yes' });
  it.paint(1, 1);
  expect(it.saver.state).toEqual({ kind: 'offline', edits: 2, kept: 'yes' });
  await it.saver.flush();
  expect((await it.drafts.find(it.id))?.planes.size).toBe(2);
  await vi.advanceTimersByTimeAsync(5000);
  await it.saver.flush();
  expect(it.saver.state.kind).toBe('saved');
  expect([...(it.sent.at(-1)?.planes.keys() ?? [])]).toEqual([0, 1]);
});

test('a stale version is not sent again by itself; the decision to put mine on top sends all of it', async () => {
  const stale = () => Promise.reject(new Problem(412, { code: 'stale', detail: 'r5' }));
  const it = bench([stale]);
  it.paint(0, 1);
  expect(await it.saver.flush()).toBe(false);
  it.paint(2, 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(it.sent.length).toBe(1);
  expect(it.saver.state).toMatchObject({ kind: 'stale', edits: 2 });
  expect(await it.saver.rebase(9, 'other')).toBe(true);
  expect(it.sent.at(-1)?.version).toBe(9);
  expect([...(it.sent.at(-1)?.planes.keys() ?? [])]).toEqual([0, 2]);
});

test('an edit made while a save is under way is not taken for saved', async () => {
  let finish: (value: { version: number; saved_at: string }) => void = () => {};
  const slow = () => new Promise<{ version: number; saved_at: string }>((done) => (finish = done));
  const it = bench([slow]);
  it.paint(0, 1);
  const first = it.saver.flush();
  await vi.waitFor(() => expect(it.sent.length).toBe(1));
  it.paint(0, 2);
  await vi.waitFor(async () => expect((await it.drafts.find(it.id))?.planes.get(0)?.[0]).toBe(2));
  finish({ version: 4, saved_at: '' });
  expect(await first).toBe(false);
  expect(await it.saver.flush()).toBe(true);
  expect(it.sent[1]?.planes.get(0)?.[0]).toBe(2);
  expect(it.sent[1]?.version).toBe(4);
});

test('another window with the pen stops this one', async () => {
  const lost = () => Promise.reject(new Problem(409, { code: 'lease_lost' }));
  const it = bench([lost]);
  it.paint(0, 1);
  await it.saver.flush();
  expect(it.saver.state.kind).toBe('lost');
});

test('a save whose answer was lost on the way is no conflict with oneself', async () => {
  const lost = () => Promise.reject(new Unreachable());
  const echo = () => Promise.reject(new Problem(412, { code: 'stale', expected: 4 }));
  const it = bench([lost, echo]);
  it.paint(0, 1);
  await it.saver.flush();
  it.paint(1, 1);
  expect(await it.saver.flush()).toBe(true);
  expect(it.sent.map(({ version }) => version)).toEqual([3, 3, 4]);
  expect([...(it.sent[2]?.planes.keys() ?? [])]).toEqual([0, 1]);
  expect(it.saver.state.kind).toBe('saved');
});

test('a version that moved on by more than the lost save is a conflict', async () => {
  const lost = () => Promise.reject(new Unreachable());
  const moved = () => Promise.reject(new Problem(412, { code: 'stale', expected: 5 }));
  const it = bench([lost, moved]);
  it.paint(0, 1);
  await it.saver.flush();
  await it.saver.flush();
  expect(it.saver.state.kind).toBe('stale');
});

test.each([
  [new Problem(401, { code: 'sign_in_needed' }), 'signed-out'],
  [new Problem(403, { code: 'not_allowed', detail: 'CSRF Failed: CSRF token missing.' }), 'signed-out'],
  [new Problem(403, { code: 'not_your_assignment' }), 'closed'],
  [new Problem(409, { code: 'not_open', detail: 'This case was excluded: phantom.' }), 'closed'],
  [new Problem(404, { code: 'not_here' }), 'closed'],
  [new Problem(422, { code: 'unknown_label' }), 'refused'],
] as const)(
  '%o stops saving as %s; what is unsaved is kept and sent when it goes on',
  async (problem, kind) => {
    const it = bench([() => Promise.reject(problem)]);
    it.paint(0, 7);
    await it.saver.flush();
    expect(it.saver.state).toMatchObject({ kind, edits: 1, kept: 'yes' });
    expect((await it.drafts.find(it.id))?.planes.get(0)).toEqual(new Uint8Array(SIZE).fill(7));
    expect(await it.saver.resume()).toBe(true);
    expect(it.sent.at(-1)?.planes.get(0)?.[0]).toBe(7);
    expect(await it.drafts.find(it.id)).toBeNull();
  },
);

test('a full disk is said, and that closing the tab would lose something', async () => {
  const full = new BrowserDrafts();
  let room = false;
  const keep = full.keep.bind(full);
  full.keep = (head, planes) =>
    room ? keep(head, planes) : Promise.reject(new DOMException('no room', 'QuotaExceededError'));
  const it = bench([() => Promise.reject(new Unreachable())], 1e9, full);
  it.paint(0, 1);
  await it.saver.flush();
  expect(it.saver.state).toEqual({ kind: 'offline', edits: 1, kept: 'full' });
  expect(it.saver.wouldLose).toBe(true);
  room = true;
  it.paint(1, 1);
  await vi.waitFor(() => expect(it.saver.state).toMatchObject({ edits: 2, kept: 'yes' }));
  expect(it.saver.wouldLose).toBe(false);
  expect([...((await it.drafts.find(it.id))?.planes.keys() ?? [])]).toEqual([0, 1]);
});

test('a stroke writes only the slices it changed, and strokes that come fast go together', async () => {
  const counted = new BrowserDrafts();
  const writes: number[][] = [];
  const keep = counted.keep.bind(counted);
  counted.keep = (head, planes) => {
    writes.push([...planes.keys()]);
    return keep(head, planes);
  };
  const it = bench([], 1e9, counted);
  it.paint(0, 1);
  await vi.waitFor(async () => expect(await it.drafts.find(it.id)).not.toBeNull());
  it.paint(1, 1);
  it.paint(1, 2);
  it.paint(2, 1);
  await vi.waitFor(async () => expect((await it.drafts.find(it.id))?.planes.size).toBe(3));
  await it.saver.flush();
  expect(writes.slice(0, 2)).toEqual([[0], [1, 2]]);
});

test('after a choice only the slices that were chosen are sent, and kept', async () => {
  const it = bench([() => Promise.reject(new Problem(412, { code: 'stale' }))]);
  it.paint(0, 1);
  it.paint(1, 1);
  await it.saver.flush();
  expect(await it.saver.rebase(9, 'other', [1])).toBe(true);
  expect([...(it.sent.at(-1)?.planes.keys() ?? [])]).toEqual([1]);
  expect(await it.drafts.find(it.id)).toBeNull();
});
