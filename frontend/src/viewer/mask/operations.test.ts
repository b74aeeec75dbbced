import { expect, test } from 'vitest';
import type { Index } from '../types';
import { copyLabel, fillHoles, floodFill, keepLargest, type MaskAccess } from './operations';

function access(shape: Index, ...rows: string[]): MaskAccess & { lines: () => string[] } {
  const data = Uint8Array.from(rows.join(''), Number);
  return {
    shape,
    data,
    set: (offset, value) => {
      data[offset] = value;
    },
    lines: () =>
      Array.from({ length: shape[0] * shape[1] }, (_, i) =>
        data.slice(i * shape[2], (i + 1) * shape[2]).join(''),
      ),
  };
}

test('fill takes the region under the mouse and stops at its edge', () => {
  const mask = access([1, 4, 5], '11100', '10100', '11101', '00011');
  floodFill(mask, 'z', [0, 1, 1], 2);
  expect(mask.lines()).toEqual(['11100', '12100', '11101', '00011']);
});

test('holes are filled, and another label inside stays', () => {
  const mask = access([1, 3, 5], '11111', '10201', '11111');
  fillHoles(mask, 1);
  expect(mask.lines()).toEqual(['11111', '11211', '11111']);
});

test('an open bay stays open', () => {
  const mask = access([1, 3, 4], '1110', '1000', '1110');
  fillHoles(mask, 1);
  expect(mask.lines()).toEqual(['1110', '1000', '1110']);
});

test('the largest piece is found through slices', () => {
  const mask = access([2, 2, 4], '1100', '0001', '1000', '0000');
  keepLargest(mask, 1);
  expect(mask.lines()).toEqual(['1100', '0000', '1000', '0000']);
});

test('a label is copied to the slice beside it, and only that label', () => {
  const mask = access([2, 1, 4], '1120', '0000');
  copyLabel(mask, 'z', 0, 1, 1);
  expect(mask.lines()).toEqual(['1120', '1100']);
  copyLabel(mask, 'z', 1, 2, 1);
  expect(mask.lines()).toEqual(['1120', '1100']);
});
