import { axisOf, type Index, type Plane, type Vector } from '../types';

/** A straight piece of a stroke: from and to in voxels, not rounded. */
export interface Stamp {
  from: Index;
  to: Index;
  /** The slice painted on is the nearest to `to` along this axis; a ball spans all axes. */
  plane: Plane;
  sphere: boolean;
  radiusMm: number;
}

interface Grid {
  shape: Index;
  /** mm along (z, y, x). */
  spacing: Vector;
}

type Axis = 0 | 1 | 2;

/**
 * Visits the offset of each voxel whose centre lies within the radius of the piece of stroke: a capsule, so a fast drag
 * leaves no gaps. The voxel under the mouse is always visited, however small the brush.
 */
export function visitStamp(grid: Grid, stamp: Stamp, visit: (offset: number) => void): void {
  const fixed = stamp.sphere ? null : axisOf[stamp.plane];
  const slice = fixed === null ? 0 : Math.round(stamp.to[fixed]);
  const range = (axis: Axis): [number, number] => {
    if (axis === fixed) return slice < 0 || slice >= grid.shape[axis] ? [0, -1] : [slice, slice];
    const reach = stamp.radiusMm / grid.spacing[axis];
    const low = Math.min(stamp.from[axis], stamp.to[axis]);
    const high = Math.max(stamp.from[axis], stamp.to[axis]);
    return [
      Math.max(0, Math.min(Math.ceil(low - reach), Math.round(low))),
      Math.min(grid.shape[axis] - 1, Math.max(Math.floor(high + reach), Math.round(high))),
    ];
  };
  const [z0, z1] = range(0);
  const [y0, y1] = range(1);
  const [x0, x1] = range(2);
  const near = distanceTo(grid.spacing, stamp, fixed);
  const limit = stamp.radiusMm * stamp.radiusMm + 1e-9;
  for (let z = z0; z <= z1; z++) {
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        if (near(z, y, x) <= limit || isUnder(stamp.to, fixed, slice, z, y, x)) {
          visit((z * grid.shape[1] + y) * grid.shape[2] + x);
        }
      }
    }
  }
}

function isUnder(to: Index, fixed: Axis | null, slice: number, z: number, y: number, x: number): boolean {
  const at = (axis: Axis) => (axis === fixed ? slice : Math.round(to[axis]));
  return z === at(0) && y === at(1) && x === at(2);
}

/** Squared distance in mm from a voxel centre to the piece of stroke; the fixed axis does not count. */
function distanceTo(spacing: Vector, stamp: Stamp, fixed: Axis | null) {
  const weight = ([0, 1, 2] as Axis[]).map((axis) => (axis === fixed ? 0 : spacing[axis])) as [
    number,
    number,
    number,
  ];
  const ax = stamp.from.map((value, axis) => value * (weight[axis] ?? 0)) as [number, number, number];
  const bx = stamp.to.map((value, axis) => value * (weight[axis] ?? 0)) as [number, number, number];
  const d = [bx[0] - ax[0], bx[1] - ax[1], bx[2] - ax[2]] as const;
  const long = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  return (z: number, y: number, x: number): number => {
    const p0 = z * weight[0] - ax[0];
    const p1 = y * weight[1] - ax[1];
    const p2 = x * weight[2] - ax[2];
    const along = long === 0 ? 0 : (p0 * d[0] + p1 * d[1] + p2 * d[2]) / long;
    const t = Math.min(1, Math.max(0, along));
    return (p0 - t * d[0]) ** 2 + (p1 - t * d[1]) ** 2 + (p2 - t * d[2]) ** 2;
  };
}
