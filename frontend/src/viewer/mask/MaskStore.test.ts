import { expect, test } from 'vitest';
import { MaskStore } from './MaskStore';

function filled(): MaskStore {
  const store = new MaskStore([3, 4, 5]);
  store.load(Uint8Array.from({ length: 60 }, (_, i) => i % 3));
  return store;
}

test('undo gives back the exact bytes, and redo the exact bytes after', () => {
  const store = filled();
  const before = store.data.slice();
  store.begin('brush');
  for (const [offset, value] of [
    [3, 2],
    [25, 2],
    [3, 1],
    [59, 1],
  ] as const)
    store.set(offset, value);
  expect(store.commit()).toEqual([0, 1, 2]);
  const after = store.data.slice();
  expect(store.undo()).toEqual([0, 1, 2]);
  expect(store.data).toEqual(before);
  expect(store.redo()).toEqual([0, 1, 2]);
  expect(store.data).toEqual(after);
});

test('a step that changes nothing leaves no trace and keeps what can be redone', () => {
  const store = filled();
  store.begin('a');
  store.set(0, 2);
  store.commit();
  store.undo();
  store.begin('b');
  store.set(0, 0);
  expect(store.commit()).toEqual([]);
  expect([store.undoable, store.redoable]).toEqual([0, 1]);
});

test('fifty steps are kept', () => {
  const store = filled();
  for (let i = 0; i < 60; i++) {
    store.begin('s');
    store.set(i, 7);
    store.commit();
  }
  expect(store.undoable).toBe(50);
});

test('voxels are counted through every edit', () => {
  const store = filled();
  expect([0, 1, 2].map((v) => store.count(v))).toEqual([20, 20, 20]);
  store.begin('s');
  store.set(0, 2);
  store.commit();
  expect([0, 1, 2].map((v) => store.count(v))).toEqual([19, 20, 21]);
  store.undo();
  expect(store.count(2)).toBe(20);
});

test('a mask of another size is refused in words', () => {
  expect(() => filled().load(new Uint8Array(61))).toThrow('61 voxels; the series has 3 x 4 x 5 = 60');
});

test('writing outside a step is refused, since it could not be undone', () => {
  expect(() => filled().set(0, 1)).toThrow('between begin and commit');
});

test('each slice knows how many voxels of a label it holds, through edits and undo', () => {
  const store = filled();
  expect([store.countIn(0, 1), store.countIn(1, 1), store.countIn(2, 1)]).toEqual([7, 6, 7]);
  store.begin('s');
  store.set(20, 1);
  store.commit();
  expect(store.countIn(1, 1)).toBe(7);
  store.undo();
  expect(store.countIn(1, 1)).toBe(6);
});

test('a step can be rewound and written anew, or rolled back', () => {
  const store = filled();
  const before = store.data.slice();
  store.begin('preview');
  for (let i = 0; i < 30; i++) store.set(i, 9);
  store.rewind();
  expect(store.data).toEqual(before);
  expect(store.count(9)).toBe(0);
  store.set(45, 9);
  expect(store.commit()).toEqual([2]);
  expect(store.undoable).toBe(1);
  store.begin('dropped');
  store.set(0, 9);
  store.rollback();
  expect([store.recording, store.count(9), store.undoable]).toEqual([false, 1, 1]);
});

test('a voxel written to and back within a step is no change', () => {
  const store = filled();
  store.begin('s');
  store.set(0, 9);
  store.set(0, 0);
  expect(store.commit()).toEqual([]);
  expect(store.undoable).toBe(0);
});

test('a step over a million voxels weighs by its runs, and what is too heavy is forgotten oldest first', () => {
  const shape = [16, 256, 256] as const;
  const store = new MaskStore(shape, 200_000);
  const paint = (value: number, step: number) => {
    store.begin('s');
    for (let i = 0; i < store.data.length; i += step) store.set(i, value);
    store.commit();
  };
  paint(1, 1);
  expect(store.historyBytes).toBe(16 * 10);
  const before = store.data.slice();
  paint(2, 64);
  expect(store.undoable).toBe(2);
  paint(3, 64);
  expect(store.undoable).toBe(1);
  paint(4, 16);
  expect([store.undoable, store.historyBytes]).toEqual([1, 655_360]);
  store.undo();
  const left = store.data.map((value) => (value === 3 ? 1 : value));
  expect(Buffer.compare(left, before)).toBe(0);
});
