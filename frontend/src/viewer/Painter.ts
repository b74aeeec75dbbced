import { visitStamp } from './mask/brush';
import type { MaskStore } from './mask/MaskStore';
import type { MaskAccess } from './mask/operations';
import type { Brush, Index, Label, Plane, Vector } from './types';

export type PaintTool = 'brush' | 'erase' | 'threshold';

export interface PaintSettings {
  tool: PaintTool;
  brush: Brush;
  activeLabel: number;
  labels: readonly Label[];
  threshold: readonly [number, number];
}

/** Rules of what a person's edit may touch, and the strokes that follow them. */
export class Painter {
  readonly #store: MaskStore;
  readonly #spacing: Vector;
  readonly #intensity: (index: Index) => number | null;
  #last: Index | null = null;
  #settings: PaintSettings | null = null;

  constructor(store: MaskStore, spacing: Vector, intensity: (index: Index) => number | null) {
    this.#store = store;
    this.#spacing = spacing;
    this.#intensity = intensity;
  }

  /** Begins a stroke at a place in the grid. False when the label in hand is locked or hidden: nothing is begun. */
  begin(settings: PaintSettings, plane: Plane, at: Index): boolean {
    const target = settings.labels.find((label) => label.value === settings.activeLabel);
    if (settings.tool !== 'erase' && (!target || target.locked || !target.visible)) return false;
    this.#settings = settings;
    this.#store.begin(settings.tool);
    this.#last = at;
    this.#stamp(plane, at);
    return true;
  }

  /** Continues the stroke in a straight line. */
  move(plane: Plane, to: Index): void {
    if (this.#last) this.#stamp(plane, to);
  }

  /** Ends the stroke; returns the slices it changed. */
  end(): number[] {
    this.#last = null;
    this.#settings = null;
    return this.#store.commit();
  }

  /** Takes the stroke in progress back. */
  cancel(): void {
    this.#last = null;
    this.#settings = null;
    this.#store.rollback();
  }

  /** Begins a step that is tried out while the hand still decides. */
  beginTrial(name: string): void {
    this.#store.begin(name);
  }

  /** Shows what an operation would do, in place of what was tried before. `end` keeps it, `cancel` drops it. */
  tryOut(labels: readonly Label[], operate: (access: MaskAccess) => void): void {
    this.#store.rewind();
    operate(accessTo(this.#store, labels));
  }

  #stamp(plane: Plane, to: Index): void {
    const settings = this.#settings;
    if (!settings || !this.#last) return;
    const { shape, data } = this.#store;
    const value = settings.tool === 'erase' ? 0 : settings.activeLabel;
    const closed = closedValues(settings.labels);
    const [low, high] = settings.threshold;
    const stamp = {
      from: this.#last,
      to,
      plane,
      sphere: settings.brush.sphere,
      radiusMm: settings.brush.diameterMm / 2,
    };
    visitStamp({ shape, spacing: this.#spacing }, stamp, (offset) => {
      const before = data[offset] ?? 0;
      if (before === value || closed[before]) return;
      if (settings.tool === 'erase' && settings.brush.eraseActiveOnly && before !== settings.activeLabel)
        return;
      if (settings.tool === 'threshold') {
        const intensity = this.#intensity(indexOf(shape, offset));
        if (intensity === null || intensity < low || intensity > high) return;
      }
      this.#store.set(offset, value);
    });
    this.#last = to;
  }
}

/** Which label values an edit must leave alone: locked ones, and hidden ones, which would be changed unseen. */
function closedValues(labels: readonly Label[]): Uint8Array {
  const closed = new Uint8Array(256);
  for (const label of labels) if (label.locked || !label.visible) closed[label.value] = 1;
  return closed;
}

export function indexOf(shape: Index, offset: number): Index {
  const x = offset % shape[2];
  const rest = (offset - x) / shape[2];
  const y = rest % shape[1];
  return [(rest - y) / shape[1], y, x];
}

/** Runs an operation as one undoable step under the same rules as a stroke; returns the slices it changed. */
export function runOperation(
  store: MaskStore,
  labels: readonly Label[],
  name: string,
  operate: (access: MaskAccess) => void,
): number[] {
  store.begin(name);
  operate(accessTo(store, labels));
  return store.commit();
}

function accessTo(store: MaskStore, labels: readonly Label[]): MaskAccess {
  const closed = closedValues(labels);
  return {
    shape: store.shape,
    get data() {
      return store.data;
    },
    set: (offset, value) => {
      if (!closed[store.data[offset] ?? 0] && !closed[value]) store.set(offset, value);
    },
    isOpen: (value) => !closed[value],
    countIn: (z, value) => store.countIn(z, value),
  };
}
