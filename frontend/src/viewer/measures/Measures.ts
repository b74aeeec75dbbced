import { Observable } from '@/lib/observable';
import type { Index, Plane } from '../types';
import type { MeasureMemory } from './memory';
import type { Measure, MeasureKind } from './types';

/** What was measured in a series. Kept through a reload of the page, and no longer than the tab is open. */
export class Measures {
  readonly all: Observable<readonly Measure[]>;
  /** The one last made or touched. */
  readonly selected = new Observable<number | null>(null);
  readonly #memory: MeasureMemory | null;
  #next: number;

  constructor(memory: MeasureMemory | null = null) {
    this.#memory = memory;
    this.all = new Observable<readonly Measure[]>(memory?.read() ?? []);
    this.#next = Math.max(0, ...this.all.get().map(({ id }) => id)) + 1;
  }

  get(id: number): Measure | null {
    return this.all.get().find((each) => each.id === id) ?? null;
  }

  on(plane: Plane, slice: number): readonly Measure[] {
    return this.all.get().filter((each) => each.plane === plane && each.slice === slice);
  }

  add(kind: MeasureKind, plane: Plane, slice: number, points: readonly Index[]): number {
    const id = this.#next++;
    this.#set([...this.all.get(), { id, kind, plane, slice, points }]);
    this.selected.set(id);
    return id;
  }

  /** Puts other points in place of those of a measure. */
  place(id: number, points: readonly Index[]): void {
    this.#set(this.all.get().map((each) => (each.id === id ? { ...each, points } : each)));
  }

  remove(id: number): void {
    this.#set(this.all.get().filter((each) => each.id !== id));
    if (this.selected.get() === id) this.selected.set(this.all.get().at(-1)?.id ?? null);
  }

  clear(): void {
    this.#set([]);
    this.selected.set(null);
  }

  #set(all: readonly Measure[]): void {
    this.all.set(all);
    this.#memory?.write(all);
  }
}
