import { expect, test } from 'vitest';
import { forestScale, inkOf } from './Forest';
import { gateLines, reasonWords, ruleName } from './GateRules';

const labels = [{ value: 2, name: 'Posterior', color: 2, ignored: false }];

test('a rule about a class is told with the name of its label', () => {
  expect(ruleName('class 2 Dice, low end of 95 % interval', labels)).toBe('Posterior: Dice, lower bound');
  expect(ruleName('class 9 Dice', labels)).toBe('Label 9: Dice');
  expect(ruleName('mean Dice gain', labels)).toBe('Mean Dice gain');
});

test('the reason of the gate is told with names and minus signs', () => {
  const reason =
    'Mean Dice -0.0325 (-0.0454 to +0.0182). Not promoted: class 2 Dice; sex:F Dice; age:18-39 Dice.';
  expect(reasonWords(reason, labels)).toBe(
    'Mean Dice −0.0325 (−0.0454 to +0.0182). Not promoted: Posterior Dice; female Dice; age 18-39 Dice.',
  );
});

test('labels and subgroups that hold are one line with the worst, and what failed stands first', () => {
  const rule = (name: string, value: number, passed: boolean) => ({
    name,
    value,
    passed,
    limit: -0.02,
    note: '',
  });
  const lines = gateLines(
    [
      rule('mean Dice gain', 0.01, true),
      rule('class 1 Dice, low end of 95 % interval', -0.001, true),
      rule('class 2 Dice, low end of 95 % interval', -0.012, true),
      rule('sex:F Dice, low end of 95 % interval', -0.05, false),
      rule('sex:M Dice, low end of 95 % interval', 0.004, true),
    ],
    labels,
  );
  expect(lines.map((line) => [line.name, line.passed])).toEqual([
    ['Female Dice, lower bound', false],
    ['Mean Dice gain', true],
    ['No label below −0.02', true],
    ['No subgroup below −0.02', true],
  ]);
  expect(lines[2]?.measured).toBe('2 of them, worst −0.012');
});

test('a difference is coloured only when its interval leaves zero', () => {
  expect(inkOf({ mean: 0.01, low: 0.002, high: 0.02, patients: 16 })).toBe('var(--ok)');
  expect(inkOf({ mean: 0.01, low: -0.002, high: 0.02, patients: 16 })).toBe('var(--text-2)');
  expect(inkOf({ mean: -0.01, low: -0.02, high: -0.002, patients: 16 })).toBe('var(--danger)');
  expect(inkOf({ mean: 0.01, low: null, high: null, patients: 3 })).toBe('var(--text-2)');
});

test('the limit and zero are always inside the plot', () => {
  const x = forestScale([{ mean: 0.001, low: -0.001, high: 0.002, patients: 16 }], -0.02, [0, 100]);
  expect(x(-0.02)).toBeGreaterThan(0);
  expect(x(0)).toBeLessThan(100);
});
