import { expect, test } from 'vitest';
import { batches, isClutter, secondsLeft } from './batches';

const sizes = (list: { size: number }[][]) => list.map((batch) => batch.map((file) => file.size));

test('files go in order, in requests of bounded number and size', () => {
  const files = [1, 1, 1, 5, 9, 1].map((size) => ({ size }));
  expect(sizes(batches(files, 3, 6))).toEqual([[1, 1, 1], [5], [9], [1]]);
  expect(batches([], 3, 6)).toEqual([]);
});

test('a file larger than a request goes alone', () => {
  expect(sizes(batches([{ size: 100 }], 3, 6))).toEqual([[100]]);
});

test('what systems leave in folders is not sent', () => {
  expect(['.DS_Store', 'Thumbs.db', 'IM0001', 'slice.dcm'].map(isClutter)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('the time left follows the rate so far', () => {
  expect(secondsLeft(25, 100, 10)).toBe(30);
  expect(secondsLeft(0, 100, 10)).toBeNull();
});
