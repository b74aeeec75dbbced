import type { GroupShare } from '@/api/types';

export interface ShareBar {
  name: string;
  /** Shares of one. */
  approved: number;
  pool: number;
  /** Per cent of the track's width for a share of one. */
  scale: number;
  /** Under half of its share of the pool. */
  low: boolean;
}

/** Counts -> shares within approved and within the pool, on one scale for the group. */
export function sharesOf(shares: GroupShare[]): ShareBar[] {
  const approved = sum(shares.map((share) => share.approved));
  const pool = sum(shares.map((share) => share.pool));
  const bars = shares.map((share) => ({
    name: share.name,
    approved: approved ? share.approved / approved : 0,
    pool: pool ? share.pool / pool : 0,
  }));
  const greatest = Math.max(0.01, ...bars.flatMap((bar) => [bar.approved, bar.pool]));
  return bars.map((bar) => ({
    ...bar,
    scale: 98 / greatest,
    low: approved > 0 && bar.approved < bar.pool / 2,
  }));
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
