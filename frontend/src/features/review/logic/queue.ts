import type { Waiting } from '../api';

/** The queue by what is decided at once: the reads of one case together, everything else by itself. */
export function byCase(list: readonly Waiting[]): [Waiting, ...Waiting[]][] {
  const rows: [Waiting, ...Waiting[]][] = [];
  const reads = new Map<number, [Waiting, ...Waiting[]]>();
  for (const one of list) {
    const together = one.waits_for === 'adjudication' ? reads.get(one.case.id) : undefined;
    if (together) {
      together.push(one);
      continue;
    }
    const row: [Waiting, ...Waiting[]] = [one];
    if (one.waits_for === 'adjudication') reads.set(one.case.id, row);
    rows.push(row);
  }
  return rows;
}
