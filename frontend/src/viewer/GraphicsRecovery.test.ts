import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GraphicsRecovery } from './GraphicsRecovery';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Graphics that come back at the try with this number, from 1. */
function broken(until: number) {
  const told = { lost: 0, tries: 0, gaveUp: 0 };
  const recovery = new GraphicsRecovery({
    lost: () => {
      told.lost += 1;
    },
    recover: async () => {
      told.tries += 1;
      if (told.tries < until) throw new Error('no graphics yet');
    },
    gaveUp: () => {
      told.gaveUp += 1;
    },
  });
  return { recovery, told };
}

test('three contexts that are lost together are one loss, brought back once', async () => {
  const { recovery, told } = broken(1);
  for (let i = 0; i < 3; i++) recovery.lost();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual({ lost: 1, tries: 1, gaveUp: 0 });
});

test('does not wait when the browser gives them back', async () => {
  const { recovery, told } = broken(1);
  recovery.lost();
  recovery.restored();
  recovery.restored();
  await vi.advanceTimersByTimeAsync(0);
  expect(told.tries).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told.tries).toBe(1);
});

test('tries again later, and says so when it gives up', async () => {
  const later = broken(4);
  later.recovery.lost();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(later.told).toEqual({ lost: 1, tries: 4, gaveUp: 0 });

  const never = broken(99);
  never.recovery.lost();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(never.told).toEqual({ lost: 1, tries: 5, gaveUp: 1 });
});

test('a second loss later is brought back too', async () => {
  const { recovery, told } = broken(1);
  recovery.lost();
  await vi.advanceTimersByTimeAsync(5_000);
  recovery.lost();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual({ lost: 2, tries: 2, gaveUp: 0 });
});

test('nothing is tried after it was closed', async () => {
  const { recovery, told } = broken(1);
  recovery.lost();
  recovery.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told.tries).toBe(0);
});
