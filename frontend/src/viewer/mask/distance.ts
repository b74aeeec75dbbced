/** Further than anything in a slice, and still safe to add to: mm squared. */
const FAR = 1e12;

/**
 * Squared distance in mm from each pixel centre to the nearest pixel that has `value`, exact, `data[v * width + u]`; FAR
 * where there is none. Lower envelopes of parabolas, row by row, then column by column: Felzenszwalb and Huttenlocher
 * 2012.
 */
export function squaredDistances(
  data: Readonly<Uint8Array>,
  [width, height]: readonly [number, number],
  [mmU, mmV]: readonly [number, number],
  value: number,
): Float32Array {
  const field = new Float32Array(data.length);
  for (let i = 0; i < field.length; i++) field[i] = data[i] === value ? 0 : FAR;
  const line = new Envelope(Math.max(width, height));
  for (let v = 0; v < height; v++) line.transform(field, v * width, 1, width, mmU);
  for (let u = 0; u < width; u++) line.transform(field, u, width, height, mmV);
  return field;
}

/** The work space of one line: lower envelope of parabolas that stand on its values. */
class Envelope {
  readonly #values: Float64Array;
  readonly #tops: Int32Array;
  readonly #borders: Float64Array;

  constructor(longest: number) {
    this.#values = new Float64Array(longest);
    this.#tops = new Int32Array(longest);
    this.#borders = new Float64Array(longest + 1);
  }

  transform(field: Float32Array, start: number, step: number, count: number, mm: number): void {
    const values = this.#values;
    let any = false;
    let all = true;
    for (let i = 0; i < count; i++) {
      const value = field[start + i * step] ?? FAR;
      values[i] = value;
      if (value < FAR) any = true;
      if (value > 0) all = false;
    }
    if (!any || all) return;
    this.#stand(count, mm * mm);
    const tops = this.#tops;
    const borders = this.#borders;
    for (let i = 0, k = 0; i < count; i++) {
      while ((borders[k + 1] ?? 0) < i) k += 1;
      const top = tops[k] ?? 0;
      field[start + i * step] = (i - top) * (i - top) * mm * mm + (values[top] ?? 0);
    }
  }

  #stand(count: number, square: number): void {
    const values = this.#values;
    const tops = this.#tops;
    const borders = this.#borders;
    let k = -1;
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? 0;
      if (value >= FAR) continue;
      let border = Number.NEGATIVE_INFINITY;
      while (k >= 0) {
        const top = tops[k] ?? 0;
        border = ((value - (values[top] ?? 0)) / square + i * i - top * top) / (2 * (i - top));
        if (border > (borders[k] ?? 0)) break;
        k -= 1;
      }
      if (k < 0) border = Number.NEGATIVE_INFINITY;
      k += 1;
      tops[k] = i;
      borders[k] = border;
    }
    borders[k + 1] = Number.POSITIVE_INFINITY;
  }
}
