import { differencePerSlice, differingRegions, type Index, type Region } from '@/viewer';

/** What a reader changed of a pre-label. */
export interface Difference {
  /** The reader's label where it differs from the pre-label, else 0. */
  added: Uint8Array;
  /** The pre-label's label where the reader has another, else 0. */
  removed: Uint8Array;
  /** Voxels by label value: what the pre-label had, what was added to it and what was taken away. */
  counts: { before: Float64Array; added: Float64Array; removed: Float64Array };
  /** For each slice z, how many voxels differ. */
  perSlice: number[];
  /** The connected changes, the largest first. */
  places: Region[];
}

/** Both masks are (z, y, x) uint8 on the same grid. Throws RangeError when they are not. */
export function differenceOf(submitted: Uint8Array, draft: Uint8Array, shape: Index): Difference {
  if (submitted.length !== draft.length) {
    throw new RangeError(
      `The masks have ${submitted.length} and ${draft.length} voxels; expected the same grid.`,
    );
  }
  const added = new Uint8Array(submitted.length);
  const removed = new Uint8Array(submitted.length);
  const counts = {
    before: new Float64Array(256),
    added: new Float64Array(256),
    removed: new Float64Array(256),
  };
  const count = (list: Float64Array, value: number) => {
    list[value] = (list[value] ?? 0) + 1;
  };
  for (let i = 0; i < submitted.length; i++) {
    const now = submitted[i] ?? 0;
    const was = draft[i] ?? 0;
    count(counts.before, was);
    if (now === was) continue;
    count(counts.added, now);
    count(counts.removed, was);
    added[i] = now;
    removed[i] = was;
  }
  return {
    added,
    removed,
    counts,
    perSlice: differencePerSlice(submitted, draft, shape[0]),
    places: differingRegions(submitted, draft, shape),
  };
}

/** The place after `at` in a walk that goes round; -1 stands before the first. Null when there is none. */
export function placeAfter(count: number, at: number, by: 1 | -1): number | null {
  if (count === 0) return null;
  if (at < 0) return by === 1 ? 0 : count - 1;
  return (at + by + count) % count;
}
