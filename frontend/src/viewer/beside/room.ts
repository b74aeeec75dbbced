import type { MemoryPlan } from '../budget';
import type { Index } from '../types';

/** Bytes of a series' pixels. */
export const bytesOf = (shape: Index): number => 2 * shape[0] * shape[1] * shape[2];

/** What stands beside each case, bytes. */
const taken = new WeakMap<object, number>();

/** Takes room for a series beside a case; returns what gives it back. RangeError, in a sentence, where there is none. */
export function takeRoom(
  beside: object,
  shape: Index,
  plan: Pick<MemoryPlan, 'bytes' | 'ahead'>,
  budget: number,
): () => void {
  const add = (bytes: number) => taken.set(beside, (taken.get(beside) ?? 0) + bytes);
  const lack = noRoom(shape, plan, taken.get(beside) ?? 0, budget);
  if (lack) throw new RangeError(lack);
  add(bytesOf(shape));
  return () => add(-bytesOf(shape));
}

/** A series this small is let in even beside a case that fills the budget: a part of it. */
const SMALL = 0.05;

/**
 * Why another series does not fit beside a case, in a sentence; null when it does. Counted are the case, the next one
 * where it is loaded ahead, and what stands beside already.
 */
export function noRoom(
  shape: Index,
  plan: Pick<MemoryPlan, 'bytes' | 'ahead'>,
  besideBytes: number,
  budget: number,
): string | null {
  const used = plan.bytes * (plan.ahead ? 2 : 1) + besideBytes;
  const left = Math.max(budget - used, budget * SMALL - besideBytes);
  const needed = bytesOf(shape);
  if (needed <= left) return null;
  return `This series needs ${gigabytes(needed)} of memory, and ${gigabytes(Math.max(0, left))} are left beside the case.`;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
