/** Where is searched: our own archive, a PACS by its id, or the place that says how to link one. */
export type Source = 'gyre' | 'unlinked' | number;

/** In the order of the switch. Without a PACS the second place says how to come by one. */
export const sourcesOf = (pacs: number[]): Source[] => [
  'gyre',
  ...(pacs.length ? pacs : ['unlinked' as const]),
];

/** The next in the row, round and round. */
export function nextSource(now: Source, pacs: number[]): Source {
  const all = sourcesOf(pacs);
  return all[(all.indexOf(now) + 1) % all.length] ?? 'gyre';
}
