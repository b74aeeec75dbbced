import { axisOf, type Plane, type Vector } from '../types';
import { blurred } from './blur';
import { type Box, boundsOf, cropOf, type Extent, eachRow, only, widened, within } from './crop';
import type { MaskAccess } from './operations';

export interface Smoothing {
  value: number;
  /** Width (sigma) of the Gaussian, mm. */
  sigmaMm: number;
  /** mm along (z, y, x). */
  spacing: Vector;
  /** The volume, one slice, or each slice of a plane for itself. */
  where: Plane | Extent;
}

/**
 * Rounds a label off: its indicator is blurred, and the level is chosen at which it keeps its volume. It gains only
 * background and loses only to background, so no other label, locked or not, changes by a voxel.
 */
export function smooth(access: MaskAccess, { value, sigmaMm, spacing, where }: Smoothing): void {
  const bounds = access.isOpen(value) ? boundsOf(access, value) : null;
  if (!bounds) return;
  const reach = spacing.map((mm) => Math.ceil((3 * sigmaMm) / mm)) as unknown as [number, number, number];
  const sigma = spacing.map((mm) => sigmaMm / mm) as unknown as Vector;
  const box = widened(access.shape, bounds, reach);
  if (typeof where !== 'string' || where === 'volume') {
    smoothIn(access, value, box, where, sigma);
    return;
  }
  const axis = axisOf[where];
  for (let slice = bounds.low[axis]; slice <= bounds.high[axis]; slice++) {
    smoothIn(access, value, box, { plane: where, slice }, sigma);
  }
}

function smoothIn(access: MaskAccess, value: number, box: Box, extent: Extent, sigma: Vector): void {
  const part = within(box, extent);
  if (!part) return;
  const crop = cropOf(access, part, extent, only(value), { width: 0 });
  const [a, b, c] = crop.axes;
  const levels = blurred(crop.data, crop.size, [extent === 'volume' ? sigma[a] : 0, sigma[b], sigma[c]]);
  const step = crop.strides[2];
  const counts = new Uint32Array(65536);
  let wanted = 0;
  eachRow(crop, (at, offset, count) => {
    for (let i = 0; i < count; i++) {
      const level = levels[at + i] ?? 0;
      if (level === 0) continue;
      const label = access.data[offset + i * step];
      if (label === value) wanted += 1;
      if (label === value || label === 0) counts[level] = (counts[level] ?? 0) + 1;
    }
  });
  const least = levelThatKeeps(counts, wanted);
  eachRow(crop, (at, offset, count) => {
    for (let i = 0; i < count; i++) {
      const label = access.data[offset + i * step];
      const inside = (levels[at + i] ?? 0) >= least;
      if (inside && label === 0) access.set(offset + i * step, value);
      else if (!inside && label === value) access.set(offset + i * step, 0);
    }
  });
}

/** The level whose voxels and those above it come closest to a number of voxels. */
function levelThatKeeps(counts: Uint32Array, wanted: number): number {
  let above = 0;
  for (let level = counts.length - 1; level > 0; level--) {
    const more = above + (counts[level] ?? 0);
    if (more >= wanted) return more - wanted <= wanted - above ? level : level + 1;
    above = more;
  }
  return 1;
}
