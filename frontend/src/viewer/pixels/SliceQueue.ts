/** Which slices are still to be fetched, and which comes next: always the one nearest to where somebody looks. */
export class SliceQueue {
  readonly #waiting: Uint8Array;
  #left: number;
  #focus: number;

  constructor(count: number, focus: number) {
    this.#waiting = new Uint8Array(count).fill(1);
    this.#left = count;
    this.#focus = focus;
  }

  get left(): number {
    return this.#left;
  }

  /** Somebody looks elsewhere now. */
  lookAt(z: number): void {
    this.#focus = z;
  }

  /** Takes the nearest one out; null when none is left, or none within `reach` slices. */
  next(reach = this.#waiting.length): number | null {
    if (this.#left === 0) return null;
    for (let far = 0; far < reach; far++) {
      for (const z of far === 0 ? [this.#focus] : [this.#focus + far, this.#focus - far]) {
        if (this.#waiting[z] !== 1) continue;
        this.#waiting[z] = 0;
        this.#left -= 1;
        return z;
      }
    }
    return null;
  }

  /** Puts one back. */
  again(z: number): void {
    if (this.#waiting[z] === 1) return;
    this.#waiting[z] = 1;
    this.#left += 1;
  }
}
