import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Checks, Finding } from '../api';
import { Checker } from './Checker';

const finding = (sentence: string): Finding => ({
  code: 'holes',
  label: 1,
  sentence,
  place: [1, 2, 3],
  numbers: {},
});
const answering = (...sentences: string[]) =>
  vi.fn(async (): Promise<Checks> => ({ version: 1, findings: sentences.map(finding) }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the server is asked once for a version, when the hand rests', async () => {
  const ask = answering('one');
  const onFindings = vi.fn();
  const checker = new Checker({ ask, onFindings, rest: 100 });
  checker.saved(1);
  await vi.advanceTimersByTimeAsync(50);
  checker.edited();
  await vi.advanceTimersByTimeAsync(500);
  expect(ask).not.toHaveBeenCalled();
  checker.saved(2);
  await vi.advanceTimersByTimeAsync(150);
  await checker.unseen(2);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(onFindings).toHaveBeenCalledWith([finding('one')]);
});

test('what was seen does not ask twice; other numbers do', async () => {
  const ask = vi.fn<() => Promise<Checks>>();
  ask.mockResolvedValueOnce({ version: 1, findings: [finding('2 holes')] });
  ask.mockResolvedValueOnce({ version: 2, findings: [finding('2 holes')] });
  ask.mockResolvedValueOnce({ version: 3, findings: [finding('3 holes')] });
  const checker = new Checker({ ask, onFindings: () => {} });
  const found = await checker.unseen(1);
  expect(found).toEqual([finding('2 holes')]);
  checker.see(found);
  expect(await checker.unseen(1)).toEqual([]);
  expect(await checker.unseen(2)).toEqual([]);
  expect(await checker.unseen(3)).toEqual([finding('3 holes')]);
});

test('a slow or failing check holds nothing back for more than a moment', async () => {
  const never = new Checker({ ask: () => new Promise(() => {}), onFindings: () => {}, moment: 1500 });
  const waiting = never.unseen(1);
  await vi.advanceTimersByTimeAsync(1500);
  expect(await waiting).toEqual([]);
  const broken = new Checker({ ask: () => Promise.reject(new Error('500')), onFindings: () => {} });
  expect(await broken.unseen(1)).toEqual([]);
});
