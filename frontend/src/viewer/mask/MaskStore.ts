import type { Index } from '../types';

/** One undoable step: which voxels changed, from what to what, in the order they were written. */
export interface Change {
  name: string;
  indices: Uint32Array;
  before: Uint8Array;
  after: Uint8Array;
}

const UNDO_STEPS = 50;

/**
 * The label mask of one case, (z, y, x) uint8, with undo over everything that writes to it.
 *
 * The mask lives here and nowhere else: the screen is drawn from it, it is sent from it. Each step keeps the voxels it
 * changed, so undo gives back the exact bytes, whatever tool made them.
 */
export class MaskStore {
  readonly shape: Index;
  #data: Uint8Array;
  readonly #counts = new Float64Array(256);
  #done: Change[] = [];
  #undone: Change[] = [];
  #open: { name: string; indices: number[]; before: number[]; after: number[] } | null = null;

  constructor(shape: Index) {
    this.shape = shape;
    this.#data = new Uint8Array(shape[0] * shape[1] * shape[2]);
    this.#counts[0] = this.#data.length;
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
    this.#counts.fill(0);
    for (const value of this.#data) this.#counts[value] = (this.#counts[value] ?? 0) + 1;
    this.#done = [];
    this.#undone = [];
    this.#open = null;
  }

  count(value: number): number {
    return this.#counts[value] ?? 0;
  }

  begin(name: string): void {
    this.commit();
    this.#open = { name, indices: [], before: [], after: [] };
  }

  /** Writes one voxel of the open step. */
  set(offset: number, value: number): void {
    const step = this.#open;
    if (!step)
      throw new Error('Write to the mask between begin and commit: otherwise it could not be undone.');
    const before = this.#data[offset];
    if (before === undefined || before === value) return;
    step.indices.push(offset);
    step.before.push(before);
    step.after.push(value);
    this.#write(offset, value);
  }

  /** Ends the open step; returns the slices (z) it changed. A step that changed nothing leaves no trace. */
  commit(): number[] {
    const step = this.#open;
    this.#open = null;
    if (!step || step.indices.length === 0) return [];
    const change: Change = {
      name: step.name,
      indices: Uint32Array.from(step.indices),
      before: Uint8Array.from(step.before),
      after: Uint8Array.from(step.after),
    };
    this.#done.push(change);
    if (this.#done.length > UNDO_STEPS) this.#done.shift();
    this.#undone = [];
    return this.#slicesOf(change);
  }

  /** Takes the open step back, as if it had never begun. */
  rollback(): void {
    const step = this.#open;
    this.#open = null;
    if (!step) return;
    for (let i = step.indices.length - 1; i >= 0; i--) this.#write(step.indices[i] ?? 0, step.before[i] ?? 0);
  }

  /** Takes the last step back; returns the slices it changed, none when there is nothing to undo. */
  undo(): number[] {
    const change = this.#done.pop();
    if (!change) return [];
    for (let i = change.indices.length - 1; i >= 0; i--) {
      this.#write(change.indices[i] ?? 0, change.before[i] ?? 0);
    }
    this.#undone.push(change);
    return this.#slicesOf(change);
  }

  redo(): number[] {
    const change = this.#undone.pop();
    if (!change) return [];
    for (let i = 0; i < change.indices.length; i++) {
      this.#write(change.indices[i] ?? 0, change.after[i] ?? 0);
    }
    this.#done.push(change);
    return this.#slicesOf(change);
  }

  #write(offset: number, value: number): void {
    const before = this.#data[offset] ?? 0;
    this.#counts[before] = (this.#counts[before] ?? 0) - 1;
    this.#counts[value] = (this.#counts[value] ?? 0) + 1;
    this.#data[offset] = value;
  }

  #slicesOf(change: Change): number[] {
    const size = this.shape[1] * this.shape[2];
    const zs = new Set<number>();
    for (const offset of change.indices) zs.add(Math.floor(offset / size));
    return [...zs].sort((a, b) => a - b);
  }
}
