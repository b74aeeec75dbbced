import type { DraftHead, DraftStore } from './draftStore';
import { type Kept, keptAs } from './states';

/** Slices in one write: the page can do something else in between. */
const AT_ONCE = 32;

export interface KeeperParts {
  drafts: DraftStore;
  /** A copy of one slice as it is now, (y, x) uint8. */
  slice: (z: number) => Uint8Array;
  /** The head as it is now, without what the keeper knows itself. */
  head: () => Omit<DraftHead, 'sliceSize' | 'keptAt'>;
  isUnsaved: (z: number) => boolean;
}

/**
 * Keeps changed slices in the browser, one write after the other. Slices that change while one is under way go with the
 * next: a fast hand costs one write at a time, not one for each stroke.
 */
export class DraftKeeper {
  readonly #parts: KeeperParts;
  readonly #waiting = new Set<number>();
  #chain: Promise<void> = Promise.resolve();
  #sliceSize = 0;
  #kept: Kept = 'yes';

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Whether the last write went through. */
  get kept(): Kept {
    return this.#kept;
  }

  /** Writes these slices as they are when their turn comes. With none, only the head. */
  keep(zs: Iterable<number>): Promise<Kept> {
    for (const z of zs) this.#waiting.add(z);
    return this.#after(() => this.#write());
  }

  /** The server has these slices: those that have not changed since are taken away. */
  settle(zs: readonly number[]): Promise<Kept> {
    return this.#after(async () => {
      const { drafts, isUnsaved } = this.#parts;
      await drafts.settle(
        this.#head(),
        zs.filter((z) => !isUnsaved(z)),
      );
    });
  }

  async #write(): Promise<void> {
    const { drafts, slice, isUnsaved } = this.#parts;
    const next = [...this.#waiting].filter(isUnsaved).slice(0, AT_ONCE);
    const planes = new Map(next.map((z) => [z, slice(z)]));
    for (const z of planes.keys()) this.#waiting.delete(z);
    this.#sliceSize ||= planes.values().next().value?.length ?? 0;
    try {
      if (this.#sliceSize > 0) await drafts.keep(this.#head(), planes);
    } catch (error) {
      for (const z of planes.keys()) this.#waiting.add(z);
      throw error;
    }
    if (next.length === AT_ONCE) await this.#write();
  }

  #head(): DraftHead {
    return { ...this.#parts.head(), sliceSize: this.#sliceSize, keptAt: Date.now() };
  }

  #after(act: () => Promise<void>): Promise<Kept> {
    const done = this.#chain.then(async () => {
      try {
        await act();
        this.#kept = this.#waiting.size > 0 ? this.#kept : 'yes';
      } catch (error) {
        this.#kept = keptAs(error);
      }
      return this.#kept;
    });
    this.#chain = done.then(() => undefined);
    return done;
  }
}
