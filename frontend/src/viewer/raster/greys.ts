import type { Pixels } from '../pixels/stored';
import type { Window } from '../types';

/** The grey of a value in a window, 0 to 255. */
export function greyOf(value: number, window: Window, inverted: boolean): number {
  const width = Math.max(window.width, 1e-6);
  const share = (value - window.level) / width + 0.5;
  const grey = Math.round(255 * Math.min(1, Math.max(0, share)));
  return inverted ? 255 - grey : grey;
}

const opaque = (grey: number): number => ((255 << 24) | (grey << 16) | (grey << 8) | grey) >>> 0;

/** Turns values into opaque grey pixels. 16-bit values go through a table that is made once for each window. */
export class Greys {
  #table = new Uint32Array(0);
  #madeFor = '';

  /** Writes RGBA, as little-endian words. Rows that are missing stay transparent. */
  paint(
    { values, width, missing }: { values: Pixels; width: number; missing: Uint8Array | null },
    to: Uint32Array,
    window: Window,
    inverted: boolean,
  ): void {
    if (values instanceof Float32Array) {
      for (let i = 0; i < to.length; i++) to[i] = opaque(greyOf(values[i] ?? 0, window, inverted));
    } else {
      const table = this.#tableFor(window, inverted, values instanceof Int16Array);
      for (let i = 0; i < to.length; i++) to[i] = table[(values[i] ?? 0) & 0xffff] ?? 0;
    }
    missing?.forEach((is, v) => {
      if (is) to.fill(0, v * width, (v + 1) * width);
    });
  }

  #tableFor(window: Window, inverted: boolean, signed: boolean): Uint32Array {
    const key = [window.width, window.level, inverted, signed].join();
    if (key === this.#madeFor) return this.#table;
    this.#madeFor = key;
    if (this.#table.length === 0) this.#table = new Uint32Array(65536);
    for (let i = 0; i < 65536; i++) {
      this.#table[i] = opaque(greyOf(signed && i > 32767 ? i - 65536 : i, window, inverted));
    }
    return this.#table;
  }
}
