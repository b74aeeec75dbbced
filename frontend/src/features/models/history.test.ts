import { expect, test } from 'vitest';
import type { ModelState } from './api';
import { needsReason, rollsBackTo, wasLive } from './history';

const model = (number: number, state: ModelState, day: number | null) => ({
  number,
  state,
  promoted_at: day === null ? null : `2026-01-0${day}T08:00:00Z`,
});

test('a roll-back passes over a quick model that was never live', () => {
  const list = [model(4, 'champion', 4), model(3, 'retired', null), model(2, 'retired', 2)];
  expect(rollsBackTo(list)?.number).toBe(2);
});

test('a roll-back goes to what was live before, even if that is newer', () => {
  const list = [model(3, 'retired', 3), model(2, 'champion', 4), model(1, 'retired', 1)];
  expect(rollsBackTo(list)?.number).toBe(3);
});

test('after a roll-back the next step back is to what was live before that', () => {
  const list = [model(3, 'retired', 3), model(2, 'champion', 2), model(1, 'retired', 1)];
  expect(rollsBackTo(list)?.number).toBe(1);
  expect(rollsBackTo([model(2, 'retired', 3), model(1, 'champion', 1)])).toBeUndefined();
});

test('what was never judged or failed needs a reason to go live', () => {
  const needs = [model(1, 'rejected', null), model(2, 'prefill', null), model(3, 'retired', null)];
  expect(needs.map(needsReason)).toEqual([true, true, true]);
  expect([model(1, 'candidate', null), model(2, 'retired', 2)].map(needsReason)).toEqual([false, false]);
  expect(wasLive(model(3, 'retired', null))).toBe(false);
});
