import { expect, test } from 'vitest';
import { planMemory } from '../budget';
import { bytesOf, noRoom, takeRoom } from './room';

const GB = 1e9;

test('usual scans stand beside a usual scan', () => {
  const shape = [300, 512, 512] as const;
  const plan = planMemory(shape, 1.5 * GB);
  expect(noRoom(shape, plan, 0, 1.5 * GB)).toBeNull();
  expect(noRoom(shape, plan, 2 * bytesOf(shape), 1.5 * GB)).toBeNull();
  expect(noRoom(shape, plan, 5 * bytesOf(shape), 1.5 * GB)).not.toBeNull();
});

test('beside a case that fills the memory only what is small has room', () => {
  const plan = planMemory([1500, 512, 512], GB);
  expect(noRoom([300, 512, 512], plan, 0, GB)).toBe(
    'This series needs 0.16 GB of memory, and 0.05 GB are left beside the case.',
  );
  expect(noRoom([40, 256, 256], plan, 0, GB)).toBeNull();
});

test('room that was given back can be taken again', () => {
  const [beside, plan, shape] = [{}, { bytes: 0.5 * GB, ahead: false }, [100, 1000, 2000]] as const;
  const leave = takeRoom(beside, shape, plan, GB);
  expect(() => takeRoom(beside, shape, plan, GB)).toThrow('0.10 GB are left');
  leave();
  expect(takeRoom(beside, shape, plan, GB)).toBeTypeOf('function');
});
