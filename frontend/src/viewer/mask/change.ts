/**
 * One undoable step: runs of voxels that went from one value to another, in order of their offset. Never two runs over
 * one voxel, so a step can be applied either way. Ten bytes a run, however long the run is.
 */
export interface Change {
  name: string;
  /** The slices (z) it touches, ascending. */
  slices: number[];
  starts: Uint32Array;
  lengths: Uint32Array;
  before: Uint8Array;
  after: Uint8Array;
}

export const bytesOf = (change: Change): number => change.starts.length * 10;

/** Gathers the runs of a step; its arrays double, so that a step of a million runs costs what it weighs. */
class Runs {
  count = 0;
  starts = new Uint32Array(64);
  lengths = new Uint32Array(64);
  before = new Uint8Array(64);
  after = new Uint8Array(64);

  push(start: number, length: number, before: number, after: number): void {
    if (this.count === this.starts.length) this.#widen();
    this.starts[this.count] = start;
    this.lengths[this.count] = length;
    this.before[this.count] = before;
    this.after[this.count] = after;
    this.count += 1;
  }

  #widen(): void {
    const wider = <T extends Uint32Array | Uint8Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    const size = this.count * 2;
    this.starts = wider(new Uint32Array(size), this.starts);
    this.lengths = wider(new Uint32Array(size), this.lengths);
    this.before = wider(new Uint8Array(size), this.before);
    this.after = wider(new Uint8Array(size), this.after);
  }
}

/** What differs between the slices as they were and the mask as it is; null when nothing does. */
export function changeBetween(
  name: string,
  was: ReadonlyMap<number, Uint8Array>,
  mask: Readonly<Uint8Array>,
): Change | null {
  const runs = new Runs();
  const slices: number[] = [];
  for (const z of [...was.keys()].sort((a, b) => a - b)) {
    const old = was.get(z);
    if (!old) continue;
    const found = runs.count;
    compare(old, mask.subarray(z * old.length, (z + 1) * old.length), z * old.length, runs);
    if (runs.count > found) slices.push(z);
  }
  if (runs.count === 0) return null;
  return {
    name,
    slices,
    starts: runs.starts.slice(0, runs.count),
    lengths: runs.lengths.slice(0, runs.count),
    before: runs.before.slice(0, runs.count),
    after: runs.after.slice(0, runs.count),
  };
}

function compare(old: Uint8Array, now: Readonly<Uint8Array>, base: number, runs: Runs): void {
  const size = old.length;
  for (let i = 0; i < size; ) {
    const before = old[i] ?? 0;
    const after = now[i] ?? 0;
    const start = i++;
    if (before === after) continue;
    while (i < size && old[i] === before && now[i] === after) i += 1;
    runs.push(base + start, i - start, before, after);
  }
}
