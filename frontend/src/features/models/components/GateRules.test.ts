import { expect, test } from 'vitest';
import { forestScale, inkOf } from './Forest';
import { gateLines, ruleName } from './GateRules';

const project = {
  labels: [{ value: 2, name: 'Posterior', color: 2, ignored: false }],
  findings: [],
};

test('a rule about a class is told with the name of its label', () => {
  expect(ruleName('class 2 Dice, low end of 95 % interval', project)).toBe('Posterior: Dice, lower bound');
  expect(ruleName('class 9 Dice', project)).toBe('Label 9: Dice');
  expect(ruleName('mean Dice gain', project)).toBe('Mean Dice gain');
  const findings = [
    { key: 'no-finding', name: 'No finding', color: 2, asks_boxes: false, excludes_others: true },
  ];
  expect(ruleName('finding no-finding AUROC, low end of 95 % interval', { labels: [], findings })).toBe(
    'No finding: AUROC, lower bound',
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
    project,
  );
  expect(lines.map((line) => [line.name, line.passed])).toEqual([
    ['Female Dice, lower bound', false],
    ['Mean Dice gain', true],
    ['Every label above −0.02', true],
    ['Every subgroup above −0.02', true],
  ]);
  expect(lines[2]?.measured).toBe('2 of them, worst −0.012');
  const gain = { ...rule('mean Dice gain', 0.01, true), limit: 0 };
  expect(gateLines([gain], project)[0]?.measured).toBe('+0.010, limit 0');
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
