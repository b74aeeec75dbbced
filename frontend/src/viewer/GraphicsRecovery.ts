export interface Graphics {
  /** They are gone: nothing can be drawn for now. */
  lost(): void;
  /** Tries to draw again; rejects when the browser has no graphics yet. */
  recover(): Promise<void>;
  /** It was tried often enough. */
  gaveUp(): void;
}

/** Waits before each try, ms: a driver that restarts needs a moment, a browser in trouble needs longer. */
const waits = [400, 1500, 3000, 6000, 12_000] as const;

/**
 * Brings the picture back after the browser took the graphics away: at once when they are given back, else after a
 * while, a few times. Several contexts that are lost together count as one loss.
 */
export class GraphicsRecovery {
  readonly #graphics: Graphics;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #gone = false;
  #trying = false;
  #closed = false;

  constructor(graphics: Graphics) {
    this.#graphics = graphics;
  }

  readonly lost = (): void => {
    if (this.#gone || this.#closed) return;
    this.#gone = true;
    this.#tries = 0;
    this.#graphics.lost();
    this.#wait();
  };

  readonly restored = (): void => {
    if (this.#gone) void this.#try();
  };

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const wait = waits[this.#tries];
    if (wait === undefined) this.#graphics.gaveUp();
    else this.#timer = setTimeout(() => void this.#try(), wait);
  }

  async #try(): Promise<void> {
    if (this.#trying || this.#closed) return;
    clearTimeout(this.#timer);
    this.#trying = true;
    this.#tries += 1;
    // What is lost again while it is being brought back is another loss.
    this.#gone = false;
    try {
      await this.#graphics.recover();
    } catch {
      this.#gone = true;
    }
    this.#trying = false;
    if (this.#gone && !this.#closed) this.#wait();
  }
}
