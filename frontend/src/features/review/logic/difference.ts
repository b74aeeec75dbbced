/** What a reader changed of a pre-label. */

export interface Difference {
  /** The reader's label where it differs from the pre-label, else 0. */
  added: Uint8Array;
  /** The pre-label's label where the reader has another, else 0. */
  removed: Uint8Array;
  /** For each slice z, how many voxels differ. */
  perSlice: number[];
}

/** Both masks are (z, y, x) uint8 on the same grid. */
export function differenceOf(submitted: Uint8Array, draft: Uint8Array, slices: number): Difference {
  if (submitted.length !== draft.length) {
    throw new RangeError(
      `The masks have ${submitted.length} and ${draft.length} voxels; expected the same grid.`,
    );
  }
  const added = new Uint8Array(submitted.length);
  const removed = new Uint8Array(submitted.length);
  const perSlice = new Array<number>(slices).fill(0);
  const size = submitted.length / slices;
  for (let i = 0; i < submitted.length; i++) {
    const now = submitted[i] ?? 0;
    const was = draft[i] ?? 0;
    if (now === was) continue;
    added[i] = now;
    removed[i] = was;
    const z = Math.floor(i / size);
    perSlice[z] = (perSlice[z] ?? 0) + 1;
  }
  return { added, removed, perSlice };
}

/** The next slice with a change after `from` in the direction, going round; null when nothing was changed. */
export function nextChanged(perSlice: number[], from: number, by: 1 | -1): number | null {
  const n = perSlice.length;
  for (let step = 1; step <= n; step++) {
    const z = (((from + by * step) % n) + n) % n;
    if ((perSlice[z] ?? 0) > 0) return z;
  }
  return null;
}

/** The middle of the changes in the slice that has most of them, [z, y, x]; null when nothing was changed. */
export function mostChanged(
  { added, removed, perSlice }: Difference,
  rows: number,
  columns: number,
): [number, number, number] | null {
  const most = Math.max(...perSlice);
  if (!(most > 0)) return null;
  const z = perSlice.indexOf(most);
  const start = z * rows * columns;
  let [y, x] = [0, 0];
  for (let i = 0; i < rows * columns; i++) {
    if (added[start + i] === removed[start + i]) continue;
    y += Math.floor(i / columns);
    x += i % columns;
  }
  return [z, Math.round(y / most), Math.round(x / most)];
}
