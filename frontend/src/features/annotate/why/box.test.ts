import { expect, test } from 'vitest';
import { inVolume, isPart } from './box';

test('a box lies where it belongs, and nothing is said of the rest', () => {
  const box = { low: [0, 1, 2], high: [2, 2, 4] } as const;
  const whole = inVolume(Uint8Array.of(1, 2, 3, 4), box, [2, 3, 4]);
  expect([...whole.keys()].filter((at) => whole[at])).toEqual([6, 7, 18, 19]);
  expect([whole[6], whole[7], whole[18], whole[19]]).toEqual([1, 2, 3, 4]);
});

test('the whole volume is no part of it', () => {
  expect(isPart({ low: [0, 0, 0], high: [1, 3, 4] }, [1, 3, 4])).toBe(false);
  expect(isPart({ low: [0, 1, 0], high: [1, 3, 4] }, [1, 3, 4])).toBe(true);
});
