import { axisOf, type Plane, type Vector } from '../types';
import { shapesBetween } from './between';
import { type Box, boundsOf, cropOf, offsetOf, only, within } from './crop';
import type { MaskAccess } from './operations';
import type { Shape } from './shapes';
import { sliceAxes } from './slices';

export interface Interpolation {
  plane: Plane;
  value: number;
  /** mm along (z, y, x). */
  spacing: Vector;
  /** Only the gap around this slice, or the nearest to it; every gap when left out. */
  near?: number;
}

type Gap = readonly [from: number, to: number];

/**
 * Draws a label in the slices that lie between slices that have it. Only background is taken, so that a neighbour keeps
 * what it has. Returns the slices (of the plane) it drew in.
 */
export function interpolate(access: MaskAccess, { plane, value, spacing, near }: Interpolation): number[] {
  const box = access.isOpen(value) ? boundsOf(access, value) : null;
  if (!box) return [];
  const gaps = gapsOf(access, box, plane, value);
  const nearest = [...gaps].sort((a, b) => away(a, near ?? 0) - away(b, near ?? 0))[0];
  const { u, v } = sliceAxes[plane];
  const drawn: number[] = [];
  for (const gap of near === undefined ? gaps : nearest ? [nearest] : []) {
    fillGap(access, box, { plane, value, gap, inPlane: [spacing[u], spacing[v]] });
    for (let k = gap[0] + 1; k < gap[1]; k++) drawn.push(k);
  }
  return drawn;
}

const away = ([from, to]: Gap, k: number) => Math.max(0, from - k, k - to);

/** Neighbouring drawn slices with empty ones between them. */
function gapsOf(access: MaskAccess, box: Box, plane: Plane, value: number): Gap[] {
  const axis = axisOf[plane];
  const gaps: Gap[] = [];
  let last: number | null = null;
  for (let k = box.low[axis]; k <= box.high[axis]; k++) {
    const has = plane === 'z' ? access.countIn(k, value) > 0 : shapeOf(access, box, plane, k, value).has;
    if (!has) continue;
    if (last !== null && k - last > 1) gaps.push([last, k]);
    last = k;
  }
  return gaps;
}

function shapeOf(access: MaskAccess, box: Box, plane: Plane, slice: number, value: number) {
  const extent = { plane, slice };
  const crop = cropOf(access, within(box, extent) ?? box, extent, only(value));
  const shape: Shape = { data: crop.data, height: crop.size[1], width: crop.size[2] };
  return { crop, shape, has: crop.data.includes(1) };
}

interface Filling {
  plane: Plane;
  value: number;
  gap: Gap;
  inPlane: readonly [number, number];
}

function fillGap(access: MaskAccess, box: Box, { plane, value, gap: [from, to], inPlane }: Filling): void {
  const shape = (k: number) => shapeOf(access, box, plane, k, value).shape;
  const mark = shapesBetween(shape(from), shape(to), inPlane);
  for (let k = from + 1; k < to; k++) {
    const { crop } = shapeOf(access, box, plane, k, value);
    mark((k - from) / (to - from), (pixel) => {
      if (isRim(pixel, crop.size[2], crop.size[1])) return;
      const offset = offsetOf(crop, pixel);
      if (access.data[offset] === 0) access.set(offset, value);
    });
  }
}

function isRim(pixel: number, width: number, height: number): boolean {
  const u = pixel % width;
  const v = Math.floor(pixel / width);
  return u === 0 || v === 0 || u === width - 1 || v === height - 1;
}
