import { expect, test } from 'vitest';
import type { Index, Scribble } from '@/viewer';
import { boxAround, cut, outside, pack, runsIn, stillTrue } from './question';

const at = (shape: Index, [z, y, x]: Index) => (z * shape[1] + y) * shape[2] + x;

test('a volume that is small enough is asked about whole', () => {
  const shape: Index = [40, 160, 36];
  expect(boxAround(shape, [at(shape, [39, 0, 35])])).toEqual({ low: [0, 0, 0], high: shape });
});

test('of a larger one the region holds the scribble and is the same for clicks nearby', () => {
  const shape: Index = [300, 512, 512];
  const first = boxAround(shape, [at(shape, [150, 200, 300])]);
  const near = boxAround(shape, [at(shape, [154, 207, 290])]);
  expect(first).toEqual(near);
  expect(first).toEqual({ low: [64, 128, 256], high: [192, 256, 384] });
  for (const corner of [
    [0, 0, 0],
    [299, 511, 511],
  ] as const) {
    const { low, high } = boxAround(shape, [at(shape, corner)]);
    for (const axis of [0, 1, 2] as const) {
      expect(high[axis] - low[axis]).toBe(128);
      expect(corner[axis]).toBeGreaterThanOrEqual(low[axis]);
      expect(corner[axis]).toBeLessThan(high[axis]);
    }
  }
});

test('every voxel is at least 24 voxels within its region, unless the volume ends there', () => {
  const shape: Index = [1, 1, 700];
  for (let x = 0; x < 700; x++) {
    const { low, high } = boxAround(shape, [x]);
    expect(x - low[2] >= 24 || low[2] === 0).toBe(true);
    expect(high[2] - 1 - x >= 24 || high[2] === 700).toBe(true);
  }
});

test('a region is cut out and its voxels find their places again', () => {
  const shape: Index = [4, 5, 6];
  const volume = Uint8Array.from({ length: 120 }, (_, i) => i);
  const box = { low: [1, 2, 3] as Index, high: [3, 5, 6] as Index };
  const part = cut(volume, shape, box);
  expect(part.length).toBe(2 * 3 * 3);
  expect([...part].every((value, offset) => outside(shape, box, offset) === value)).toBe(true);
});

test('runs are of the region, sorted, joined, once each, and leave out what lies outside', () => {
  const shape: Index = [4, 5, 6];
  const box = { low: [1, 0, 0] as Index, high: [2, 5, 6] as Index };
  const drawn = [
    at(shape, [1, 0, 3]),
    at(shape, [1, 0, 2]),
    at(shape, [1, 1, 0]),
    at(shape, [1, 0, 3]),
    0,
    119,
  ];
  expect(runsIn(shape, box, drawn)).toEqual([
    [2, 2],
    [6, 1],
  ]);
});

test('what was undone or painted over since is not insisted on', () => {
  const said = (label: number, positive: boolean, offsets: number[]): Scribble => ({
    label,
    positive,
    offsets,
    plane: 'z',
  });
  const volume = Uint8Array.from([1, 2, 0, 1]);
  expect(stillTrue(volume, [said(1, true, [0, 1, 2]), said(1, false, [2, 3])])).toEqual([0, 2]);
});

test('the header comes first, its length before it', () => {
  const header = {
    box: [
      [0, 0, 0],
      [1, 1, 2],
    ] as [Index, Index],
    label: 1,
    positive: true,
    scribble: [],
    said: [],
    locked: [],
  };
  const bytes = pack(header, Uint8Array.of(7, 9));
  const length = new DataView(bytes.buffer).getUint32(0, true);
  expect(JSON.parse(new TextDecoder().decode(bytes.slice(4, 4 + length)))).toEqual(header);
  expect([...bytes.slice(4 + length)]).toEqual([7, 9]);
});
