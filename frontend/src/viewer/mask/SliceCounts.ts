/** How many voxels of each value every slice holds: where a label is, is known without looking. */
export class SliceCounts {
  readonly #sliceSize: number;
  readonly #perSlice: Uint32Array;
  readonly #total = new Float64Array(256);

  constructor(depth: number, sliceSize: number) {
    this.#sliceSize = sliceSize;
    this.#perSlice = new Uint32Array(depth * 256);
    for (let z = 0; z < depth; z++) this.#perSlice[z * 256] = sliceSize;
    this.#total[0] = depth * sliceSize;
  }

  total(value: number): number {
    return this.#total[value] ?? 0;
  }

  inSlice(z: number, value: number): number {
    return this.#perSlice[z * 256 + value] ?? 0;
  }

  move(z: number, from: number, to: number, count: number): void {
    const row = z * 256;
    this.#perSlice[row + from] = (this.#perSlice[row + from] ?? 0) - count;
    this.#perSlice[row + to] = (this.#perSlice[row + to] ?? 0) + count;
    this.#total[from] = (this.#total[from] ?? 0) - count;
    this.#total[to] = (this.#total[to] ?? 0) + count;
  }

  /** Counts a whole mask anew. Masks are mostly background and long runs: runs are counted four voxels at a time. */
  recount(mask: Readonly<Uint8Array>): void {
    const words =
      mask.byteOffset % 4 === 0 ? new Uint32Array(mask.buffer, mask.byteOffset, mask.length >> 2) : [];
    this.#perSlice.fill(0);
    this.#total.fill(0);
    const depth = this.#perSlice.length / 256;
    for (let z = 0; z < depth; z++) {
      const end = (z + 1) * this.#sliceSize;
      for (let i = z * this.#sliceSize; i < end; ) {
        const value = mask[i] ?? 0;
        const start = i++;
        while (i < end && i % 4 !== 0 && mask[i] === value) i += 1;
        const alike = (value * 0x01010101) >>> 0;
        if (i % 4 === 0) while (i + 4 <= end && words[i >> 2] === alike) i += 4;
        while (i < end && mask[i] === value) i += 1;
        this.#perSlice[z * 256 + value] = (this.#perSlice[z * 256 + value] ?? 0) + i - start;
        this.#total[value] = (this.#total[value] ?? 0) + i - start;
      }
    }
  }
}
