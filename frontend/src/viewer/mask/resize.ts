import type { Index, Vector } from '../types';
import { boundsOf, type Crop, cropOf, type Extent, eachRow, offsetOf, only, widened, within } from './crop';
import type { MaskAccess } from './operations';

export interface Resizing {
  value: number;
  /** Above 0 it grows, below 0 it shrinks. */
  byMm: number;
  /** mm along (z, y, x). */
  spacing: Vector;
  extent: Extent;
}

/**
 * Moves a label's surface outwards into background, or inwards, by a distance between voxel centres. What the edge of
 * the image cuts off is taken to go on beyond it.
 *
 * The nearest voxel of the other kind always lies at the surface: it is enough to lay a ball on every voxel there.
 */
export function resizeLabel(access: MaskAccess, { value, byMm, spacing, extent }: Resizing): void {
  const bounds = access.isOpen(value) ? boundsOf(access, value) : null;
  const reach = spacing.map((mm) => Math.ceil(Math.abs(byMm) / mm)) as unknown as Index;
  const box = bounds && within(widened(access.shape, bounds, reach), extent);
  if (!box) return;
  const grows = byMm > 0;
  const crop = cropOf(access, box, extent, only(value), { width: 1, value: grows ? 0 : 1 });
  const ball = ballOf(crop, spacing, Math.abs(byMm));
  const spreading = grows ? 1 : 0;
  const [from, to] = grows ? [0, value] : [value, 0];
  for (const centre of surfaceOf(crop, spreading)) {
    for (const [da, db, dc, step] of ball) {
      if (!isInside(crop, centre, da, db, dc)) continue;
      const offset = offsetOf(crop, centre + step);
      if (access.data[offset] === from) access.set(offset, to);
    }
  }
}

type Offset = readonly [a: number, b: number, c: number, step: number];

function ballOf({ size, axes, rim }: Crop, spacing: Vector, radiusMm: number): Offset[] {
  const mm = axes.map((axis) => spacing[axis]) as unknown as Vector;
  const reach = mm.map((each, axis) => (axis === 0 && !rim[0] ? 0 : Math.floor(radiusMm / each + 1e-6)));
  const [ra = 0, rb = 0, rc = 0] = reach;
  const found: Offset[] = [];
  for (let a = -ra; a <= ra; a++) {
    for (let b = -rb; b <= rb; b++) {
      for (let c = -rc; c <= rc; c++) {
        if (Math.hypot(a * mm[0], b * mm[1], c * mm[2]) > radiusMm + 1e-6) continue;
        found.push([a, b, c, (a * size[1] + b) * size[2] + c]);
      }
    }
  }
  return found;
}

/** The places of one kind, 0 or 1, that have a face neighbour of the other kind. */
function surfaceOf(crop: Crop, kind: 0 | 1): number[] {
  const { data, size } = crop;
  const steps = size[0] > 1 ? [1, size[2], size[1] * size[2]] : [1, size[2]];
  const found: number[] = [];
  eachRow(crop, (start, _offset, count) => {
    for (let at = start; at < start + count; at++) {
      if (data[at] !== kind) continue;
      if (steps.some((step) => data[at - step] !== kind || data[at + step] !== kind)) found.push(at);
    }
  });
  return found;
}

function isInside({ size, rim }: Crop, at: number, da: number, db: number, dc: number): boolean {
  const c = (at % size[2]) + dc;
  const row = Math.floor(at / size[2]);
  const b = (row % size[1]) + db;
  const a = Math.floor(row / size[1]) + da;
  const fits = (place: number, axis: 0 | 1 | 2) => place >= rim[axis] && place < size[axis] - rim[axis];
  return fits(c, 2) && fits(b, 1) && fits(a, 0);
}
