import { expect, test } from 'vitest';
import { sharesOf } from './coverage';

test('a group under half of its share of the pool is low', () => {
  const bars = sharesOf([
    { name: 'Siemens', approved: 96, pool: 89 },
    { name: 'Canon', approved: 4, pool: 11 },
  ]);
  expect(bars.map((bar) => bar.low)).toEqual([false, true]);
  expect(bars[1]?.approved).toBeCloseTo(0.04);
  expect((bars[0]?.approved ?? 0) * (bars[0]?.scale ?? 0)).toBeCloseTo(98);
});

test('nothing approved yet is not called low', () => {
  expect(sharesOf([{ name: 'F', approved: 0, pool: 10 }])[0]?.low).toBe(false);
});
