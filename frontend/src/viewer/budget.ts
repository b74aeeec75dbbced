import type { Index } from './types';

const MB = 1e6;
const LEAST = 750 * MB;
const MOST = 2000 * MB;
/** Where the browser does not say how much memory the machine has. */
const UNKNOWN = 1500 * MB;
/** Slices from which a person is told, whatever the memory. */
const MANY_SLICES = 1000;

/** What of a case is kept in memory, and what is said about it. */
export interface MemoryPlan {
  /** Bytes in all, once everything that is kept has come. */
  bytes: number;
  /** Slices whose pixels are held at a time, around the one shown; null: all. */
  slices: number | null;
  /** Whether the pre-label is kept beside the mask, for the dashed line where it was changed. */
  reference: boolean;
  /** Whether the map of doubt is loaded. */
  doubt: boolean;
  /** Whether the next case may be loaded ahead. */
  ahead: boolean;
  /** One sentence for the person; null when nothing is left out. */
  said: string | null;
}

/** A quarter of the machine's memory as the browser tells it (which stops at 8 GB), at least 0.75 and at most 2 GB. */
export function memoryBudget(deviceMemoryGb: number | undefined): number {
  if (!deviceMemoryGb) return UNKNOWN;
  return Math.min(MOST, Math.max(LEAST, (deviceMemoryGb * 1000 * MB) / 4));
}

export const budgetHere = (): number =>
  memoryBudget((navigator as Navigator & { deviceMemory?: number }).deviceMemory);

/**
 * What of a case of this size, (z, y, x), fits the budget. Left out in this order, until it fits: the next case, the map of
 * doubt, the pre-label, and then slices far from the one shown. The mask is always whole: it is what is handed in.
 */
export function planMemory(shape: Index, budget: number): MemoryPlan {
  const voxels = shape[0] * shape[1] * shape[2];
  const [pixels, mask] = [2 * voxels, voxels];
  const doubt = pixels + 3 * mask <= budget;
  const reference = pixels + 2 * mask <= budget;
  const room = Math.max(0, budget - mask);
  const fitting = Math.floor(room / (2 * shape[1] * shape[2]));
  const slices = fitting >= shape[0] ? null : Math.min(shape[0], Math.max(16, fitting));
  const held = slices === null ? pixels : (pixels / shape[0]) * slices;
  const bytes = held + mask * (1 + Number(reference) + Number(doubt));
  const plan = { bytes, slices, reference, doubt, ahead: 2 * bytes <= budget };
  return { ...plan, said: sentence(shape[0], plan) };
}

function sentence(count: number, plan: Omit<MemoryPlan, 'said'>): string | null {
  const left = [
    plan.slices !== null && `only ${plan.slices} slices around the one shown are held at a time`,
    !plan.reference && 'the pre-label is not drawn beside your changes',
    !plan.doubt && 'the map of doubt is not loaded',
    !plan.ahead && 'preloading is off',
  ].filter((each) => each !== false);
  if (count < MANY_SLICES && left.every((each) => each === 'preloading is off')) return null;
  const size = `${count.toLocaleString('en')} slices, about ${(plan.bytes / 1e9).toFixed(1)} GB`;
  return left.length === 0 ? `Large series: ${size}.` : `Large series: ${size}; ${left.join(', ')}.`;
}
