import type { Index } from '../types';
import { bytesOf, type Change, changeBetween } from './change';
import { SliceCounts } from './SliceCounts';

const UNDO_STEPS = 50;
/** An ordinary stroke weighs kilobytes; only whole-volume operations on noise come near this. */
const UNDO_BYTES = 96 * 1024 * 1024;

/**
 * The label mask of one case, (z, y, x) uint8, with undo over everything that writes to it.
 *
 * The mask lives here and nowhere else: the screen is drawn from it, it is sent from it. A step copies each slice
 * before its first write and keeps, at its end, the runs that differ: undo gives back the exact bytes, whatever tool
 * made them, and a step over millions of voxels stays small.
 */
export class MaskStore {
  readonly shape: Index;
  readonly #sliceSize: number;
  readonly #undoBytes: number;
  readonly #counts: SliceCounts;
  #data: Uint8Array;
  #done: Change[] = [];
  #undone: Change[] = [];
  #open: { name: string; was: Map<number, Uint8Array> } | null = null;
  /** Offsets of the slice that the open step has last copied: most writes fall there. */
  #copied: readonly [from: number, to: number] = [0, 0];

  constructor(shape: Index, undoBytes = UNDO_BYTES) {
    this.shape = shape;
    this.#sliceSize = shape[1] * shape[2];
    this.#undoBytes = undoBytes;
    this.#data = new Uint8Array(shape[0] * this.#sliceSize);
    this.#counts = new SliceCounts(shape[0], this.#sliceSize);
  }

  get data(): Readonly<Uint8Array> {
    return this.#data;
  }

  get undoable(): number {
    return this.#done.length;
  }

  get redoable(): number {
    return this.#undone.length;
  }

  /** What undo and redo weigh, in bytes. */
  get historyBytes(): number {
    return [...this.#done, ...this.#undone].reduce((sum, change) => sum + bytesOf(change), 0);
  }

  /** Whether a step is being recorded. */
  get recording(): boolean {
    return this.#open !== null;
  }

  /** Takes over a whole mask, as loaded; forgets the steps before it. Throws RangeError on another length. */
  load(mask: Uint8Array): void {
    if (mask.length !== this.#data.length) {
      const [z, y, x] = this.shape;
      throw new RangeError(
        `The mask has ${mask.length} voxels; the series has ${z} x ${y} x ${x} = ${this.#data.length}.`,
      );
    }
    this.#data = mask.slice();
    this.#counts.recount(this.#data);
    this.#done = [];
    this.#undone = [];
    this.#open = null;
  }

  /** How many voxels differ from another mask of the same shape. */
  differing(other: Readonly<Uint8Array>): number {
    let count = 0;
    for (let i = 0; i < this.data.length; i++) if (this.data[i] !== other[i]) count += 1;
    return count;
  }

  count(value: number): number {
    let count = this.#counts.total(value);
    for (const z of this.#open?.was.keys() ?? []) {
      count += this.countIn(z, value) - this.#counts.inSlice(z, value);
    }
    return count;
  }

  countIn(z: number, value: number): number {
    if (!this.#open?.was.has(z)) return this.#counts.inSlice(z, value);
    let count = 0;
    for (const label of this.#sliceAt(z)) if (label === value) count += 1;
    return count;
  }

  begin(name: string): void {
    this.commit();
    this.#open = { name, was: new Map() };
    this.#copied = [0, 0];
  }

  /** Writes one voxel of the open step. */
  set(offset: number, value: number): void {
    if (!this.#open)
      throw new Error('Write to the mask between begin and commit: otherwise it could not be undone.');
    if (this.#data[offset] === value || offset >= this.#data.length) return;
    if (offset < this.#copied[0] || offset >= this.#copied[1]) this.#keepSlice(this.#open.was, offset);
    this.#data[offset] = value;
  }

  /** Takes back what the open step has written; the step stays open, as a preview wants that is drawn anew. */
  rewind(): void {
    for (const [z, slice] of this.#open?.was ?? []) this.#data.set(slice, z * this.#sliceSize);
  }

  /** Takes the open step back, as if it had never begun. */
  rollback(): void {
    this.rewind();
    this.#open = null;
  }

  /** Ends the open step; returns the slices (z) it changed. A step that changed nothing leaves no trace. */
  commit(): number[] {
    const step = this.#open;
    this.#open = null;
    const change = step && changeBetween(step.name, step.was, this.#data);
    if (!change) return [];
    this.#recount(change, change.before, change.after);
    this.#undone = [];
    this.#done.push(change);
    this.#forgetOldest();
    return [...change.slices];
  }

  /** Takes the last step back; returns the slices it changed, none when there is nothing to undo. */
  undo(): number[] {
    const change = this.#done.pop();
    if (!change) return [];
    this.#apply(change, change.after, change.before);
    this.#undone.push(change);
    return [...change.slices];
  }

  redo(): number[] {
    const change = this.#undone.pop();
    if (!change) return [];
    this.#apply(change, change.before, change.after);
    this.#done.push(change);
    return [...change.slices];
  }

  /** Fifty steps, fewer when they weigh too much; the last one is kept, whatever it weighs. */
  #forgetOldest(): void {
    while (this.#done.length > 1 && (this.#done.length > UNDO_STEPS || this.historyBytes > this.#undoBytes)) {
      this.#done.shift();
    }
  }

  #apply(change: Change, from: Uint8Array, to: Uint8Array): void {
    const { starts, lengths } = change;
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i] ?? 0;
      this.#data.fill(to[i] ?? 0, start, start + (lengths[i] ?? 0));
    }
    this.#recount(change, from, to);
  }

  #recount({ starts, lengths }: Change, from: Uint8Array, to: Uint8Array): void {
    for (let i = 0; i < starts.length; i++) {
      const z = Math.floor((starts[i] ?? 0) / this.#sliceSize);
      this.#counts.move(z, from[i] ?? 0, to[i] ?? 0, lengths[i] ?? 0);
    }
  }

  #keepSlice(was: Map<number, Uint8Array>, offset: number): void {
    const z = Math.floor(offset / this.#sliceSize);
    if (!was.has(z)) was.set(z, this.#sliceAt(z).slice());
    this.#copied = [z * this.#sliceSize, (z + 1) * this.#sliceSize];
  }

  #sliceAt(z: number): Uint8Array {
    return this.#data.subarray(z * this.#sliceSize, (z + 1) * this.#sliceSize);
  }
}
