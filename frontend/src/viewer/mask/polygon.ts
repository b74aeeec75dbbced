import { axisOf, type Index, type Plane } from '../types';
import { type MaskAccess, offsetIn } from './operations';
import { sliceAxes } from './slices';

/** A closed line in a slice: (u, v) in voxels, pixel centres on whole numbers. */
export type Polygon = readonly (readonly [u: number, v: number])[];

/**
 * Visits the runs of pixels whose centre lies inside a polygon by the even-odd rule. A centre on an edge belongs to the
 * side with the smaller coordinate, so that polygons that share an edge share no pixel.
 */
export function visitPolygon(
  polygon: Polygon,
  width: number,
  height: number,
  visit: (v: number, first: number, last: number) => void,
): void {
  const vs = polygon.map(([, v]) => v);
  const top = Math.max(0, Math.ceil(Math.min(...vs)));
  const bottom = Math.min(height - 1, Math.floor(Math.max(...vs)));
  for (let v = top; v <= bottom; v++) {
    const crossings: number[] = [];
    for (let i = 0; i < polygon.length; i++) {
      const [u0, v0] = polygon[i] ?? [0, 0];
      const [u1, v1] = polygon[(i + 1) % polygon.length] ?? [0, 0];
      if (v0 <= v === v1 <= v) continue;
      crossings.push(u0 + ((v - v0) / (v1 - v0)) * (u1 - u0));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const first = Math.max(0, Math.ceil(crossings[i] ?? 0));
      const last = Math.min(width - 1, Math.ceil(crossings[i + 1] ?? 0) - 1);
      if (first <= last) visit(v, first, last);
    }
  }
}

export interface Cut {
  plane: Plane;
  /** First and last slice of the plane it goes through. */
  slices: readonly [first: number, last: number];
  polygon: Polygon;
  /** What becomes of a voxel: its value before to its value after. */
  change: (before: number) => number;
}

/** Changes every voxel inside a polygon, in a range of slices of its plane: what lasso and scissors do. */
export function cutPolygon(access: MaskAccess, { plane, slices, polygon, change }: Cut): void {
  const { shape, data } = access;
  const { u: uAxis, v: vAxis } = sliceAxes[plane];
  const step = offsetIn(shape, plane, 0, 1, 0);
  const [first, last] = [Math.max(0, slices[0]), Math.min(shape[axisOf[plane]] - 1, slices[1])];
  visitPolygon(polygon, shape[uAxis], shape[vAxis], (v, u0, u1) => {
    for (let k = first; k <= last; k++) {
      let offset = offsetIn(shape, plane, k, u0, v);
      for (let u = u0; u <= u1; u++, offset += step) {
        const before = data[offset] ?? 0;
        const after = change(before);
        if (after !== before) access.set(offset, after);
      }
    }
  });
}

/** The (u, v) of a place in the grid on a plane. */
export const onPlane = (plane: Plane, index: Index): [number, number] => [
  index[sliceAxes[plane].u],
  index[sliceAxes[plane].v],
];
