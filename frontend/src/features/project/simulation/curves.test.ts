import { expect, test } from 'vitest';
import type { StrategyEntry } from '@/api/strategies';
import type { SimulatedArm } from './api';
import { apart, ranked } from './curves';

const arm = (strategy: string, mean: number) => ({ strategy, aubc: { mean } }) as SimulatedArm;

test('names that would touch are moved apart and stay in their order', () => {
  expect(apart([100, 102, 50], 14, 200)).toEqual([100, 114, 50]);
});

test('names at the bottom are pushed up instead of out', () => {
  expect(apart([195, 198], 14, 200)).toEqual([186, 200]);
});

test('arms are ranked by the area under their curve and named as in the form', () => {
  const strategies = [{ name: 'random', title: 'Chance' }] as StrategyEntry[];
  const arms = ranked([arm('random', 0.8), arm('entropy', 0.9)], strategies);
  expect(arms.map((one) => [one.strategy, one.title])).toEqual([
    ['entropy', 'entropy'], // the catalogue does not know it: better its code than nothing
    ['random', 'Chance'],
  ]);
});
