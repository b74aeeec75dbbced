const BYTES = 5; // of a run: the value, then how often it comes, uint32 little-endian

/** A slice as runs of equal values: labels are large areas, so that a hundredth of the bytes is to be kept. */
export function toRuns(plane: Uint8Array): Uint8Array<ArrayBuffer> {
  const ends: number[] = [];
  for (let at = 0; at < plane.length; ) {
    const value = plane[at];
    while (at < plane.length && plane[at] === value) at += 1;
    ends.push(at);
  }
  const runs = new Uint8Array(ends.length * BYTES);
  const view = new DataView(runs.buffer);
  let start = 0;
  ends.forEach((end, i) => {
    runs[i * BYTES] = plane[start] ?? 0;
    view.setUint32(i * BYTES + 1, end - start, true);
    start = end;
  });
  return runs;
}

/** The slice of `size` voxels that the runs were made of; throws RangeError where they are of another size. */
export function fromRuns(runs: Uint8Array, size: number): Uint8Array {
  const plane = new Uint8Array(size);
  const view = new DataView(runs.buffer, runs.byteOffset, runs.byteLength);
  let at = 0;
  for (let i = 0; i < runs.length; i += BYTES) {
    const end = at + view.getUint32(i + 1, true);
    plane.fill(runs[i] ?? 0, at, end);
    at = end;
  }
  if (at !== size) throw new RangeError(`The kept slice has ${at} voxels, expected ${size}.`);
  return plane;
}
