import { SliceQueue } from './SliceQueue';
import type { Pixels } from './stored';

/** Fetches and decodes one slice; rejects with an error whose message a person can read. */
export type SliceFetch = (z: number, how: { signal: AbortSignal; urgent: boolean }) => Promise<Pixels>;

/** What became of a slice: it is here, or why not. */
export type SliceEvent = { z: number; problem: string | null };

/**
 * Requests at a time. A browser opens six connections to a server over HTTP/1.1: two stay free, so that masks and saves
 * never wait behind slices.
 */
export const AT_ONCE = 4;
const TRIES = 2;
const PAUSE_MS = 700;

/** The pixels of one series by z, arriving from where somebody looks outwards. A slice that fails is one slice less. */
export class SlicePixels {
  /** Resolves when each slice has come or failed for the first time. */
  readonly settled: Promise<void>;
  readonly #fetch: SliceFetch;
  readonly #queue: SliceQueue;
  readonly #abort = new AbortController();
  readonly #slices: (Pixels | null)[];
  readonly #problems = new Map<number, string>();
  readonly #tries = new Map<number, number>();
  readonly #listeners = new Set<(event: SliceEvent) => void>();
  readonly #ended = new Set<number>();
  #settle: () => void = () => {};
  readonly #capacity: number;
  #held = 0;
  #focus: number;
  #running = 0;
  #allowed = 0;

  /** `capacity` is how many slices are held at a time, around the one that is looked at; all when left out. */
  constructor(count: number, focus: number, fetch: SliceFetch, capacity = count) {
    this.#fetch = fetch;
    this.#focus = focus;
    this.#capacity = Math.min(capacity, count);
    this.#queue = new SliceQueue(count, focus);
    this.#slices = new Array<Pixels | null>(count).fill(null);
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Share of the slices that have come or failed, 0 to 1. */
  get share(): number {
    return Math.min(1, this.#ended.size / this.#capacity);
  }

  /** The slices that could not be had, and why. */
  get problems(): ReadonlyMap<number, string> {
    return this.#problems;
  }

  slice(z: number): Pixels | null {
    return this.#slices[z] ?? null;
  }

  /** Goes on with this many requests at a time; 0 pauses. */
  run(atOnce: number): void {
    this.#allowed = atOnce;
    while (this.#running < this.#allowed && this.#begin());
  }

  lookAt(z: number): void {
    this.#focus = z;
    this.#queue.lookAt(z);
    if (this.#capacity < this.#slices.length) this.run(this.#allowed);
  }

  /** Asks for a failed slice again, and for nothing else. */
  retry(z: number): void {
    if (!this.#problems.delete(z)) return;
    this.#tries.delete(z);
    this.#queue.again(z);
    this.#queue.lookAt(z);
    this.run(Math.max(1, this.#allowed));
  }

  onSlice(listener: (event: SliceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Frees the pixels and stops the requests. */
  destroy(): void {
    this.#allowed = 0;
    this.#abort.abort();
    this.#listeners.clear();
    this.#slices.fill(null);
  }

  /** Slices further away than this are not fetched: they would only push others out. */
  get #reach(): number {
    if (this.#capacity === this.#slices.length) return this.#capacity;
    const above = this.#slices.length - 1 - this.#focus;
    return Math.ceil(this.#capacity - Math.min(this.#capacity / 2, this.#focus, above));
  }

  /** Lets go of the slice furthest from where one looks; false when a new one would itself be the furthest. */
  #makeRoomFor(z: number): boolean {
    if (this.#held < this.#capacity) return true;
    const far = (one: number) => Math.abs(one - this.#focus);
    let furthest = z;
    this.#slices.forEach((slice, one) => {
      if (slice && far(one) > far(furthest)) furthest = one;
    });
    if (furthest === z) return false;
    this.#slices[furthest] = null;
    this.#held -= 1;
    this.#queue.again(furthest);
    return true;
  }

  #begin(): boolean {
    const z = this.#queue.next(this.#reach);
    if (z === null) return false;
    this.#running += 1;
    const urgent = this.#ended.size === 0 && this.#running === 1;
    this.#fetch(z, { signal: this.#abort.signal, urgent })
      .then(
        (pixels) => this.#came(z, pixels),
        (error: unknown) => this.#failed(z, error),
      )
      .finally(() => {
        this.#running -= 1;
        this.run(this.#allowed);
      });
    return true;
  }

  #came(z: number, pixels: Pixels): void {
    if (this.#abort.signal.aborted) return;
    if (!this.#makeRoomFor(z)) {
      this.#queue.again(z);
      return;
    }
    this.#slices[z] = pixels;
    this.#held += 1;
    this.#end(z, null);
  }

  async #failed(z: number, error: unknown): Promise<void> {
    if (this.#abort.signal.aborted) return;
    const tried = (this.#tries.get(z) ?? 0) + 1;
    this.#tries.set(z, tried);
    if (tried < TRIES && isPassing(error)) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      this.#queue.again(z);
      return;
    }
    const problem = error instanceof Error ? error.message : String(error);
    this.#problems.set(z, problem);
    this.#end(z, problem);
  }

  #end(z: number, problem: string | null): void {
    this.#ended.add(z);
    for (const listener of [...this.#listeners]) listener({ z, problem });
    if (this.#ended.size >= this.#capacity) this.#settle();
  }
}

/** Whether asking once more can help: no answer, or a server that is busy or restarting. */
function isPassing(error: unknown): boolean {
  if (error instanceof TypeError) return true; // what `fetch` throws when there is no answer
  return error instanceof Error && 'status' in error && Number(error.status) >= 500;
}
