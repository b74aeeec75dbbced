import { expect, test } from 'vitest';
import { MaskStore } from './mask/MaskStore';
import { keepLargest } from './mask/pieces';
import { Painter, type PaintSettings, runOperation } from './Painter';
import type { Index, Label } from './types';

const shape: Index = [2, 8, 8];
const label = (value: number, more: Partial<Label> = {}): Label => ({
  value,
  name: `L${value}`,
  colour: value,
  visible: true,
  locked: false,
  ...more,
});
const settings = (more: Partial<PaintSettings> = {}): PaintSettings => ({
  tool: 'brush',
  brush: { diameterMm: 3, sphere: false, eraseActiveOnly: false },
  activeLabel: 1,
  labels: [label(1), label(2)],
  threshold: [0, 100],
  ...more,
});

function bench(mask?: (index: Index) => number) {
  const store = new MaskStore(shape);
  if (mask) {
    store.load(
      Uint8Array.from({ length: 128 }, (_, i) => mask([Math.floor(i / 64), Math.floor((i % 64) / 8), i % 8])),
    );
  }
  return { store, painter: new Painter(store, [1, 1, 1], ([, , x]) => x * 10) };
}

test('the threshold brush keeps to its range, both ends included', () => {
  const { store, painter } = bench();
  painter.begin(settings({ tool: 'threshold', threshold: [30, 40] }), 'z', [1, 4, 4]);
  expect(painter.end()).toEqual([1]);
  const painted = [...store.data.keys()].filter((i) => store.data[i]);
  expect(new Set(painted.map((i) => i % 8))).toEqual(new Set([3, 4]));
});

test('locked and hidden labels are left alone', () => {
  const { store, painter } = bench(([, , x]) => (x < 4 ? 2 : 0));
  painter.begin(settings({ labels: [label(1), label(2, { locked: true })] }), 'z', [0, 4, 4]);
  painter.end();
  expect(store.count(2)).toBe(64);
  painter.begin(
    settings({ tool: 'erase', labels: [label(1), label(2, { visible: false })] }),
    'z',
    [0, 4, 2],
  );
  painter.end();
  expect(store.count(2)).toBe(64);
});

test('a locked label cannot be painted with', () => {
  const { store, painter } = bench();
  expect(painter.begin(settings({ labels: [label(1, { locked: true })] }), 'z', [0, 4, 4])).toBe(false);
  expect(store.recording).toBe(false);
});

test('a stroke that is cancelled leaves no trace', () => {
  const { store, painter } = bench(([, , x]) => (x < 4 ? 2 : 0));
  const before = store.data.slice();
  painter.begin(settings({}), 'z', [0, 4, 4]);
  painter.move('z', [0, 4, 1]);
  expect(store.data).not.toEqual(before);
  painter.cancel();
  expect(store.data).toEqual(before);
  expect([store.undoable, store.count(2)]).toEqual([0, 64]);
});

test('the eraser takes every unlocked label, or only the one in hand', () => {
  const { store, painter } = bench(([, , x]) => (x < 4 ? 2 : 1));
  painter.begin(
    settings({ tool: 'erase', brush: { diameterMm: 3, sphere: false, eraseActiveOnly: true } }),
    'z',
    [0, 4, 4],
  );
  painter.end();
  expect(store.count(2)).toBe(64);
  painter.begin(settings({ tool: 'erase' }), 'z', [0, 4, 4]);
  painter.end();
  expect(store.count(2)).toBeLessThan(64);
});

test('an operation is one step and keeps locks', () => {
  const { store } = bench(([z, y, x]) => (z === 0 && (x < 3 || (x === 6 && y === 1)) ? 1 : 0));
  const before = store.data.slice();
  expect(runOperation(store, [label(1, { locked: true })], 'keep largest', (a) => keepLargest(a, 1))).toEqual(
    [],
  );
  expect(runOperation(store, [label(1)], 'keep largest', (a) => keepLargest(a, 1))).toEqual([0]);
  expect(store.count(1)).toBe(24);
  store.undo();
  expect(store.data).toEqual(before);
});
