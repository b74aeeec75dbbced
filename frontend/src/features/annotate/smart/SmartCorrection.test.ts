import { afterEach, expect, test } from 'vitest';
import { Unreachable } from '@/api/problem';
import { Observable } from '@/lib/observable';
import type { Scribble, ViewerState } from '@/viewer';
import { MaskStore } from '@/viewer/mask/MaskStore';
import { runOperation } from '@/viewer/Painter';
import type { Correction } from './ask';
import type { QuestionHeader } from './question';
import { type Canvas, SmartCorrection } from './SmartCorrection';

const label = { value: 1, name: 'Liver', colour: 1, visible: true, locked: false };
const made: SmartCorrection[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.close();
});

/** A mask of 1 x 2 x 4 voxels, and a helper that answers when it is told to. */
function bench() {
  const store = new MaskStore([1, 2, 4]);
  const state = new Observable({ status: 'ready', tool: 'brush', labels: [label] } as unknown as ViewerState);
  const scribble = new Observable<Scribble | null>(null);
  const hand = { drawing: false };
  const canvas: Canvas = {
    state,
    scribble,
    shape: store.shape,
    addLayer: () => () => {},
    redraw: () => {},
    get drawing() {
      return hand.drawing;
    },
    getMask: () => store.data.slice(),
    applyOperation: (name, operate) => {
      runOperation(store, state.get().labels, name, operate);
    },
  };
  const asked: { header: QuestionHeader; labels: number[]; signal: AbortSignal }[] = [];
  const waiting: { resolve(answer: Correction): void; reject(error: unknown): void }[] = [];
  const smart = new SmartCorrection(canvas, (header, labels, signal) => {
    asked.push({ header, labels: [...labels], signal });
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
    });
  });
  made.push(smart);
  const draw = (offsets: number[], positive = true) =>
    scribble.set({ label: 1, positive, offsets, plane: 'z' });
  const answer = async (labels: number[]) => {
    waiting.shift()?.resolve({ labels: Uint8Array.from(labels), model: 'v7', seconds: 0.1 });
    await soon();
  };
  const paint = (offset: number) => runOperation(store, [label], 'brush', ({ set }) => set(offset, 1));
  return { hand, store, smart, asked, waiting, draw, answer, paint, mask: () => [...store.data] };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

test('an answer is one step; undo gives the bytes back', async () => {
  const it = bench();
  it.draw([0]);
  await soon();
  expect(it.asked[0]?.header.scribble).toEqual([[0, 1]]);
  await it.answer([1, 1, 0, 0, 1, 0, 0, 0]);
  expect(it.mask()).toEqual([1, 1, 0, 0, 1, 0, 0, 0]);
  expect(it.smart.state.get().last).toEqual({ model: 'v7', changed: 3, left: 0 });
  expect(it.store.undoable).toBe(1);
  it.store.undo();
  expect(it.mask()).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('a voxel that was edited meanwhile keeps the edit', async () => {
  const it = bench();
  it.paint(5);
  it.draw([7], false);
  await soon();
  it.store.undo();
  it.paint(2);
  await it.answer([0, 0, 0, 0, 1, 0, 1, 0]);
  expect(it.mask()).toEqual([0, 0, 1, 0, 1, 0, 1, 0]);
  expect(it.smart.state.get().last).toEqual({ model: 'v7', changed: 2, left: 1 });
});

test('scribbles are asked one after the other; what was said before and holds is insisted on', async () => {
  const it = bench();
  it.draw([0]);
  it.draw([3]);
  await soon();
  expect(it.asked.length).toBe(1);
  await it.answer([1, 0, 0, 0, 0, 0, 0, 0]);
  expect(it.asked.length).toBe(2);
  expect(it.asked[1]?.labels).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  expect(it.asked[1]?.header.said).toEqual([[0, 1]]);
  await it.answer([1, 0, 0, 1, 0, 0, 0, 0]);
  expect(it.smart.state.get().asking).toEqual([]);
  expect(it.store.undoable).toBe(2);
});

test('an answer waits for the stroke in the hand', async () => {
  const it = bench();
  it.draw([0]);
  await soon();
  it.hand.drawing = true;
  await it.answer([1, 0, 0, 0, 0, 0, 0, 0]);
  expect(it.store.undoable).toBe(0);
  it.hand.drawing = false;
  await expect.poll(() => it.store.undoable).toBe(1);
});

test('Escape gives up what is asked and what waits; nothing is applied', async () => {
  const it = bench();
  it.draw([0]);
  it.draw([3]);
  await soon();
  expect(it.smart.cancel()).toBe(true);
  expect(it.asked[0]?.signal.aborted).toBe(true);
  await it.answer([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(it.mask()).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(it.smart.state.get()).toEqual({ asking: [], last: null, error: null });
  expect(it.smart.cancel()).toBe(false);
  it.draw([1]);
  await soon();
  expect(it.asked.length).toBe(2);
});

test('an error is told, and the next scribble begins anew', async () => {
  const it = bench();
  it.draw([0]);
  await soon();
  const error = new Unreachable();
  it.waiting.shift()?.reject(error);
  await soon();
  expect(it.smart.state.get()).toEqual({ asking: [], last: null, error });
  it.draw([0]);
  await soon();
  expect(it.smart.state.get().error).toBeNull();
  await it.answer([1, 0, 0, 0, 0, 0, 0, 0]);
  expect(it.mask()[0]).toBe(1);
});
