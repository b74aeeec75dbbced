import { expect, test } from 'vitest';
import { ActiveTime } from './activeTime';

function clock() {
  let at = 0;
  return { now: () => at * 1000, pass: (seconds: number) => (at += seconds) };
}

test('work counts on from what was there', () => {
  const time = clock();
  const active = new ActiveTime(100, time.now);
  active.touch();
  time.pass(30);
  active.touch();
  time.pass(10);
  expect(active.seconds).toBe(140);
});

test('a silence counts for a minute and no more', () => {
  const time = clock();
  const active = new ActiveTime(0, time.now);
  active.touch();
  time.pass(3600);
  expect(active.seconds).toBe(60);
  active.touch();
  time.pass(5);
  expect(active.seconds).toBe(65);
});

test('a hidden page does not count', () => {
  const time = clock();
  const active = new ActiveTime(0, time.now);
  active.touch();
  time.pass(5);
  active.leave();
  time.pass(50);
  expect(active.seconds).toBe(5);
  active.touch();
  time.pass(2);
  expect(active.seconds).toBe(7);
});
