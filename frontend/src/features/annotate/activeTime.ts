const IDLE_SECONDS = 60;

/**
 * Counts the seconds a person is at work on a case: from an act to the next, but no more than a minute of silence, and
 * nothing while the page is hidden.
 */
export class ActiveTime {
  #seconds: number;
  #last: number | null = null;
  readonly #now: () => number;

  /** `seconds`: what was counted before, when the case is opened again. `now` in milliseconds. */
  constructor(seconds: number, now: () => number = () => performance.now()) {
    this.#seconds = seconds;
    this.#now = now;
  }

  /** An act of the person: a key, a move, the wheel. */
  touch(): void {
    const now = this.#now();
    if (this.#last !== null) this.#seconds += this.#counted(now);
    this.#last = now;
  }

  /** The page is left: what follows does not count until the next act. */
  leave(): void {
    if (this.#last === null) return;
    this.#seconds += this.#counted(this.#now());
    this.#last = null;
  }

  get seconds(): number {
    return this.#last === null ? this.#seconds : this.#seconds + this.#counted(this.#now());
  }

  #counted(now: number): number {
    const passed = (now - (this.#last ?? now)) / 1000;
    return Math.min(passed, IDLE_SECONDS);
  }
}
