import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem, Unreachable } from '@/api/problem';
import { isPassing } from '../api';
import { Autosaver, type SaveState } from './Autosaver';
import { BrowserDrafts } from './draftStore';
import { restore, withPlanes } from './restore';

const SIZE = 4;
let annotation = 0;

function bench(answers: (() => Promise<{ version: number; saved_at: string }>)[] = [], pause = 100) {
  annotation += 1;
  const id = annotation;
  const mask = new Uint8Array(3 * SIZE);
  const sent: { version: number; planes: Map<number, Uint8Array> }[] = [];
  const states: SaveState[] = [];
  const drafts = new BrowserDrafts();
  const saver = new Autosaver({
    annotation: id,
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
  expect(it.saver.state).toEqual({ kind: 'offline', edits: 1, kept: true });
  it.paint(1, 1);
  expect(it.saver.state).toEqual({ kind: 'offline', edits: 2, kept: true });
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

test('on opening, kept edits go on top of the version they build on, and are dropped when the server has them', () => {
  const mask = new Uint8Array(3 * SIZE);
  const plane = new Uint8Array(SIZE).fill(5);
  const draft = {
    annotation: 1,
    version: 3,
    planes: new Map([[1, plane]]),
    sliceSize: SIZE,
    activeSeconds: 0,
    keptAt: 0,
  };
  const applied = restore(draft, { version: 3, mask }, SIZE);
  expect(applied).toEqual({ kind: 'apply', planes: new Map([[1, plane]]) });
  expect(restore(draft, { version: 4, mask }, SIZE).kind).toBe('older');
  expect(restore(draft, { version: 4, mask: withPlanes(mask, draft.planes) }, SIZE).kind).toBe('none');
  expect(restore(draft, { version: 3, mask }, SIZE + 1).kind).toBe('none');
});
