import { runOperation } from '../Painter';
import type { Index, Label } from '../types';
import { MaskStore } from './MaskStore';
import type { MaskAccess } from './operations';

/** A mask written as rows of digits, for tests: operations run on the real store under the real rules. */
export class TestMask {
  readonly store: MaskStore;
  locked: number[] = [];
  hidden: number[] = [];

  constructor(shape: Index, value: string[] | ((z: number, y: number, x: number) => number)) {
    const [depth, rows, columns] = shape;
    this.store = new MaskStore(shape);
    this.store.load(
      Uint8Array.from({ length: depth * rows * columns }, (_, i) => {
        if (typeof value !== 'function') return Number(value.join('')[i] ?? 0);
        return value(Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows, i % columns);
      }),
    );
  }

  /** Runs an operation; returns the slices that changed. */
  run(operate: (access: MaskAccess) => void): number[] {
    const labels = Array.from(
      { length: 9 },
      (_, i): Label => ({
        value: i + 1,
        name: `L${i + 1}`,
        colour: i + 1,
        visible: !this.hidden.includes(i + 1),
        locked: this.locked.includes(i + 1),
      }),
    );
    return runOperation(this.store, labels, 'test', operate);
  }

  at(z: number, y: number, x: number): number {
    const { shape, data } = this.store;
    return data[(z * shape[1] + y) * shape[2] + x] ?? 0;
  }

  /** Each row of each slice. */
  get rows(): string[] {
    const { shape, data } = this.store;
    return Array.from({ length: shape[0] * shape[1] }, (_, i) =>
      data.slice(i * shape[2], (i + 1) * shape[2]).join(''),
    );
  }

  /** Offsets of the voxels that differ from another state. */
  differing(before: Readonly<Uint8Array>): number[] {
    return [...before.keys()].filter((i) => before[i] !== this.store.data[i]);
  }
}
