import { describe, expect, it } from 'vitest';
import type { Pixels } from '../pixels/stored';
import { Greys, greyOf } from './greys';
import { resliceOf } from './reslice';

const shape = [3, 2, 4] as const;
const volume = [0, 1, 2].map((z) =>
  Int16Array.from({ length: 8 }, (_, i) => 100 * z + 10 * Math.floor(i / 4) + (i % 4)),
);
const all = (z: number): Pixels | null => volume[z] ?? null;

describe('a plane of a series', () => {
  it('along the scan is the slice itself', () => {
    expect(resliceOf(all, shape, 'z', 2)?.values).toBe(volume[2]);
  });

  it('across it is gathered row by row', () => {
    expect([...(resliceOf(all, shape, 'y', 1)?.values ?? [])]).toEqual([
      10, 11, 12, 13, 110, 111, 112, 113, 210, 211, 212, 213,
    ]);
    expect([...(resliceOf(all, shape, 'x', 3)?.values ?? [])]).toEqual([3, 13, 103, 113, 203, 213]);
  });

  it('says which rows have not come, and is null when none has', () => {
    const holed = (z: number) => (z === 1 ? null : all(z));
    expect(resliceOf(holed, shape, 'x', 0)?.missing).toEqual(Uint8Array.of(0, 1, 0));
    expect(resliceOf(() => null, shape, 'x', 0)).toBeNull();
    expect(resliceOf(() => null, shape, 'z', 0)).toBeNull();
  });

  it('keeps the fractions of one slice that has some', () => {
    const mixed = (z: number) => (z === 0 ? Float32Array.from({ length: 8 }, (_, i) => i + 0.5) : all(z));
    expect([...(resliceOf(mixed, shape, 'y', 0)?.values ?? [])].slice(0, 5)).toEqual([
      0.5, 1.5, 2.5, 3.5, 100,
    ]);
  });
});

describe('greys', () => {
  const window = { width: 100, level: 50 };

  it('run from black to white over the window, and the other way round', () => {
    expect([-10, 0, 50, 100, 200].map((value) => greyOf(value, window, false))).toEqual([
      0, 0, 128, 255, 255,
    ]);
    expect([0, 100].map((value) => greyOf(value, window, true))).toEqual([255, 0]);
  });

  it.each([
    ['signed', Int16Array.of(-32768, -1, 50, 32767), [0, 0, 128, 255]],
    ['unsigned', Uint16Array.of(0, 50, 40000, 65535), [0, 128, 255, 255]],
    ['bytes', Uint8Array.of(0, 25, 100, 255), [0, 64, 255, 255]],
    ['floats', Float32Array.of(-0.5, 49.9, 50, 1e9), [0, 127, 128, 255]],
  ] as const)('are the same for %s values as for one alone', (_, values, expected) => {
    const to = new Uint32Array(4);
    new Greys().paint({ values, width: 4, missing: null }, to, window, false);
    expect([...to].map((word) => word & 255)).toEqual(expected);
    expect([...to].every((word) => word >>> 24 === 255)).toBe(true);
  });

  it('leave rows that have not come transparent', () => {
    const to = new Uint32Array(4);
    const part = { values: Int16Array.of(9, 9, 9, 9), width: 2, missing: Uint8Array.of(0, 1) };
    new Greys().paint(part, to, window, false);
    expect([...to].map((word) => word >>> 24)).toEqual([255, 255, 0, 0]);
  });
});
