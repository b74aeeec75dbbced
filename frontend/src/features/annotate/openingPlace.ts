import type { Index } from '@/viewer';
import type { CaseDetail } from './api';

/** The asked slice, else the most doubtful place, else the most doubtful slice; undefined: the middle. */
export function openingPlace(of: CaseDetail, slice: number | null): Index | undefined {
  const [depth = 1, rows = 1, columns = 1] = of.geometry?.shape ?? [];
  const middle = (z: number): Index => [z, Math.floor(rows / 2), Math.floor(columns / 2)];
  if (slice !== null) return middle(Math.min(slice, depth - 1));
  const [z, y, x] = of.draft?.doubtful_places[0]?.index ?? [];
  if (z !== undefined && y !== undefined && x !== undefined) return [z, y, x];
  const doubt = of.draft?.slice_doubt ?? [];
  return doubt.length > 0 ? middle(doubt.indexOf(Math.max(...doubt))) : undefined;
}
