import type { Schema } from '@/api/types';

export type Done = Schema<'Done'>;

interface ActionGroup {
  action: Done['action'];
  count: number;
  rows: Done[];
}

/** What de-identification did, by act, the busiest first; within it the attributes by count, then by name. */
export function groupsOf(done: Done[]): ActionGroup[] {
  const groups = new Map<Done['action'], Done[]>();
  for (const row of done) groups.set(row.action, [...(groups.get(row.action) ?? []), row]);
  return [...groups]
    .map(([action, rows]) => ({
      action,
      count: rows.reduce((sum, row) => sum + row.count, 0),
      rows: rows.sort((a, b) => b.count - a.count || a.keyword.localeCompare(b.keyword)),
    }))
    .sort((a, b) => b.count - a.count);
}
