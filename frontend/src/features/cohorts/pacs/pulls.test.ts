import { expect, test } from 'vitest';
import type { Pull } from './api';
import { canResume, isGoing, isHere, pullWords, sizeOf, troubleWords } from './pulls';

const NOTHING = {
  series_total: 5,
  series_done: 0,
  series_failed: 0,
  instances_stored: 0,
  known: 0,
  held: 0,
  refused: 0,
  bytes: 0,
  fraction: 0,
  eta_seconds: null,
};

const pull = (state: Pull['state'], progress: Partial<Pull['progress']> = {}) => ({
  state,
  progress: { ...NOTHING, ...progress },
});

test('a running pull says how far it is and how long it still takes', () => {
  const running = pull('running', { instances_stored: 1340, series_done: 2, eta_seconds: 180 });
  expect(pullWords(running)).toBe('1,340 images, 2 of 5 series, 3 min left');
  expect(pullWords(pull('waiting'))).toBe('5 series, waits for its turn');
  expect(pullWords(pull('finished', { instances_stored: 1, known: 11, series_done: 5 }))).toBe(
    '1 image, 11 here before, 5 of 5 series',
  );
});

test('images that wait for a decision are told: the pull is through, the case is not there yet', () => {
  expect(pullWords(pull('finished', { instances_stored: 0, held: 40, series_done: 5 }))).toBe(
    '0 images, 40 held for a look, 5 of 5 series',
  );
});

test('what did not come is counted apart, and nothing is said when all came', () => {
  expect(troubleWords(pull('finished', { series_failed: 1, refused: 3 }))).toBe(
    '1 series did not come, 3 images refused',
  );
  expect(troubleWords(pull('finished'))).toBe('');
});

test('a pull goes on after a stop, a failure, or when it left series behind', () => {
  expect(
    ['stopped', 'failed', 'finished', 'running', 'waiting'].map((s) => canResume(pull(s as Pull['state']))),
  ).toEqual([true, true, false, false, false]);
  expect(canResume(pull('finished', { series_failed: 1 }))).toBe(true);
  expect([isGoing(pull('waiting')), isGoing(pull('running')), isGoing(pull('stopped'))]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a series is here when all of it is; one that is partly here can be completed', () => {
  expect(isHere({ instances: 40, here: 40 })).toBe(true);
  expect(isHere({ instances: 40, here: 12 })).toBe(false);
  expect(isHere({ instances: 40, here: 0 })).toBe(false);
  expect(isHere({ instances: null, here: 3 })).toBe(true);
  expect(isHere({ instances: null, here: 0 })).toBe(false);
});

test('the size of a selection is what the PACS says, and no more than that', () => {
  expect(
    sizeOf([
      { instances: 300, here: 0 },
      { instances: 12, here: 0 },
    ]),
  ).toBe('2 series, 312 images');
  expect(
    sizeOf([
      { instances: 300, here: 0 },
      { instances: null, here: 0 },
    ]),
  ).toBe('2 series, at least 300 images');
  expect(sizeOf([{ instances: null, here: 0 }])).toBe('1 series');
});
