import type { CaseRow, CaseState } from '@/api/types';

const FREE: CaseState[] = ['ready', 'drafted', 'picked'];

/** May be given to a reader. The others are shown with a dashed box and their reason. */
export const assignable = (row: CaseRow): boolean => FREE.includes(row.state);

/** The stage in a word or two, and whether it locks the row. */
export function stageOf(row: CaseRow): string {
  if (row.state === 'picked') return row.round === null ? 'picked' : `round ${row.round}`;
  if (row.state === 'drafted') return 'pool, drafted';
  if (row.state === 'ready') return 'pool';
  return row.state.replace('_', ' ');
}

/** "5 approved, 2 assigned": what is locked in a list, in words. */
export function lockedIn(list: CaseRow[]): string {
  const counts = new Map<string, number>();
  for (const row of list.filter((one) => !assignable(one))) {
    const stage = stageOf(row);
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return [...counts].map(([stage, n]) => `${n} ${stage}`).join(', ');
}
