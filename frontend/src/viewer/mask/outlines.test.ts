import { expect, test } from 'vitest';
import { changedOutlinesOf, outlinesOf } from './outlines';
import type { Slice } from './slices';
import { sliceOf } from './slices';

function picture(...lines: string[]): Slice {
  const width = lines[0]?.length ?? 0;
  return { data: Uint8Array.from(lines.join(''), Number), width, height: lines.length };
}

test('one pixel has one closed line around it', () => {
  const [line, ...rest] = outlinesOf(picture('000', '010', '000'));
  expect(rest).toEqual([]);
  expect(line?.closed).toBe(true);
  expect([...(line?.corners ?? [])]).toEqual([1, 1, 2, 1, 2, 2, 1, 2, 1, 1]);
});

test('a label at the border of the slice is closed too', () => {
  expect(outlinesOf(picture('11', '11')).map((line) => line.closed)).toEqual([true]);
});

test('a ring has two lines, and pixels touching at a corner stay apart', () => {
  expect(outlinesOf(picture('111', '101', '111')).length).toBe(2);
  expect(outlinesOf(picture('10', '01')).length).toBe(2);
});

test('neighbours each keep their own line', () => {
  const lines = outlinesOf(picture('12', '12'));
  expect(lines.map((line) => line.label)).toEqual([1, 2]);
});

test('the reference is drawn only where it was changed', () => {
  const reference = picture('0000', '0110', '0110', '0000');
  expect(changedOutlinesOf(reference, reference)).toEqual([]);
  const [line, ...rest] = changedOutlinesOf(reference, picture('0000', '0110', '0100', '0000'));
  expect(rest).toEqual([]);
  expect(line?.closed).toBe(false);
  expect([...(line?.corners ?? [])]).toEqual([3, 2, 3, 3, 2, 3]);
});

test('changes anywhere give the same lines as a look at the whole slice', () => {
  const noise = (seed: number) =>
    Uint8Array.from({ length: 20 * 12 }, (_, i) => (((i * 7919 + seed) >> 3) % 3) as number);
  for (let at = 0; at < 20 * 12; at += 11) {
    const reference = { data: noise(5), width: 12, height: 20 };
    const current = { data: noise(5), width: 12, height: 20 };
    for (const i of [at, at + 13]) current.data[i] = 2 - (current.data[i] ?? 0);
    const changed = (i: number) => i >= 0 && reference.data[i] !== current.data[i];
    const whole = outlinesOf(reference, (inside, outside) => changed(inside) || changed(outside));
    const told = (lines: typeof whole) =>
      lines.map(({ label, corners, closed }) => `${label} ${closed} ${corners.join()}`).sort();
    expect(told(changedOutlinesOf(reference, current))).toEqual(told(whole));
  }
});

test('slices are cut along every axis', () => {
  const shape = [2, 3, 4] as const;
  const volume = Uint8Array.from({ length: 24 }, (_, i) => i);
  expect([...sliceOf(volume, shape, 'z', 1).data]).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  expect([...sliceOf(volume, shape, 'y', 1).data]).toEqual([4, 5, 6, 7, 16, 17, 18, 19]);
  expect([...sliceOf(volume, shape, 'x', 2).data]).toEqual([2, 6, 10, 14, 18, 22]);
});
