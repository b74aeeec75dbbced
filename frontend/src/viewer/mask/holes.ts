import { axisOf, type Plane } from '../types';
import { type Box, boundsOf, cropOf, type Extent, eachRow, within } from './crop';
import { flood } from './flood';
import type { MaskAccess } from './operations';

/**
 * Fills what a label encloses: background that cannot reach the edge without crossing the label. Other labels are
 * walked through and stay. In each slice of a plane, in one slice, or in the volume, where only a true cavity counts.
 */
export function fillHoles(access: MaskAccess, value: number, where: Plane | Extent): void {
  const bounds = access.isOpen(value) ? boundsOf(access, value) : null;
  if (!bounds) return;
  if (typeof where !== 'string' || where === 'volume') {
    fillIn(access, value, bounds, where);
    return;
  }
  const axis = axisOf[where];
  for (let slice = bounds.low[axis]; slice <= bounds.high[axis]; slice++) {
    fillIn(access, value, bounds, { plane: where, slice });
  }
}

function fillIn(access: MaskAccess, value: number, bounds: Box, extent: Extent): void {
  const box = within(bounds, extent);
  if (!box) return;
  const passable = new Uint8Array(256).fill(1);
  passable[value] = 0;
  const crop = cropOf(access, box, extent, passable, { width: 1, value: 1 });
  flood(crop, 0, 1, 2);
  const step = crop.strides[2];
  eachRow(crop, (at, offset, count) => {
    for (let i = 0; i < count; i++) {
      if (crop.data[at + i] === 1 && access.data[offset + i * step] === 0)
        access.set(offset + i * step, value);
    }
  });
}
