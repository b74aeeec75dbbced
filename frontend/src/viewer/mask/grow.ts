import { axisOf, type Index, type Vector } from '../types';
import { type Box, type Crop, type Extent, eachRow, emptyCrop, placeIn, widened, within } from './crop';
import { eachPiece, flood, type Spans, writeSpans } from './flood';
import type { MaskAccess } from './operations';

/** The intensities of slice z, (y, x); null while it has not arrived. */
export type Intensities = (z: number) => ArrayLike<number> | null;

export interface Growth {
  seed: Index;
  extent: Extent;
  /** Closed range in modality units. */
  range: readonly [low: number, high: number];
  /** No voxel further from the seed than this is taken. */
  radiusMm: number;
  spacing: Vector;
  value: number;
}

/**
 * Gives a label what is connected to the seed through voxels in a range of intensities: face-connected, within a radius,
 * never through a locked or hidden label. Pinholes that noise leaves in it are taken too. The seed must be in the range.
 */
export function growRegion(access: MaskAccess, intensities: Intensities, growth: Growth): void {
  const { seed, extent, value } = growth;
  if (!access.isOpen(value)) return;
  const box = reachOf(access.shape, growth);
  if (!box) return;
  const crop = emptyCrop(access.shape, box, extent, 1);
  const near = nearness(access.shape, growth);
  const [low, high] = growth.range;
  const [, rows, columns] = access.shape;
  const closed = Uint8Array.from({ length: 256 }, (_, label) => (access.isOpen(label) ? 0 : 1));
  eachRow(crop, (at, start, count) => {
    const z = Math.floor(start / (rows * columns));
    const pixels = intensities(z);
    if (!pixels) return;
    for (let i = 0, offset = start; i < count; i++, offset += crop.strides[2]) {
      const intensity = pixels[offset - z * rows * columns] ?? Number.NaN;
      if (!(intensity >= low && intensity <= high) || closed[access.data[offset] ?? 0]) continue;
      if (near(offset)) crop.data[at + i] = 1;
    }
  });
  const spans: Spans = [];
  if (flood(crop, placeIn(crop, box, seed), 1, 2, spans) === 0) return;
  writeSpans(access, crop, spans, value);
  fillPinholes(access, crop, value);
}

/** Noise leaves single voxels out of a region: what it encloses of this size or less belongs to it. */
const PINHOLE = 6;

function fillPinholes(access: MaskAccess, region: Crop, value: number): void {
  const rest = { ...region, data: region.data.map((place) => (place === 2 ? 0 : 1)) };
  flood(rest, 0, 1, 2);
  eachPiece(rest, (count, spans) => {
    if (count <= PINHOLE) writeSpans(access, rest, spans, value);
  });
}

function reachOf(shape: Index, { seed, radiusMm, spacing, extent }: Growth): Box | null {
  const reach = spacing.map((mm) => Math.floor(radiusMm / mm + 1e-9)) as unknown as Index;
  return within(widened(shape, { low: seed, high: seed }, reach), extent);
}

/** Whether the voxel at an offset lies within the radius; in one slice the axis across does not count. */
function nearness(shape: Index, { seed, radiusMm, spacing, extent }: Growth): (offset: number) => boolean {
  const across = extent === 'volume' ? null : axisOf[extent.plane];
  const weight = spacing.map((mm, axis) => (axis === across ? 0 : mm * mm)) as unknown as Vector;
  const limit = radiusMm * radiusMm + 1e-9;
  const [, rows, columns] = shape;
  return (offset) => {
    const x = offset % columns;
    const row = (offset - x) / columns;
    const y = row % rows;
    const z = (row - y) / rows;
    return (
      (z - seed[0]) ** 2 * weight[0] + (y - seed[1]) ** 2 * weight[1] + (x - seed[2]) ** 2 * weight[2] <=
      limit
    );
  };
}
