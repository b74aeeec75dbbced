import { gzip } from '@/lib/bytes';

/** Changed slices, by their keys: each (y, x) uint8 of rows x columns. */
export interface SlicePatch {
  rows: number;
  columns: number;
  planes: ReadonlyMap<string, Uint8Array>;
}

/** The slice patch of the wire: gzip of uint32 LE header length, JSON header, raw planes in the header's order. */
export function packSlices({ rows, columns, planes }: SlicePatch): Promise<Uint8Array> {
  const header = new TextEncoder().encode(JSON.stringify({ rows, columns, slices: [...planes.keys()] }));
  const size = rows * columns;
  const raw = new Uint8Array(4 + header.length + planes.size * size);
  new DataView(raw.buffer).setUint32(0, header.length, true);
  raw.set(header, 4);
  let at = 4 + header.length;
  for (const [key, plane] of planes) {
    if (plane.length !== size) {
      throw new RangeError(`Slice ${key} has ${plane.length} voxels, expected ${rows} x ${columns}.`);
    }
    raw.set(plane, at);
    at += size;
  }
  return gzip(raw);
}
