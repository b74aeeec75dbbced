import {
  add,
  clampIndex,
  cross,
  dot,
  type Grid,
  indexToPoint,
  nameAxes,
  pointToIndex,
  scale,
  spacingOf,
  unit,
  viewOf,
} from '../geometry';
import { axisOf, type Index, type Plane, planes, type Vector } from '../types';

/** What takes a point of the case to the same place in another series: a shift, LPS mm. */
export type Link = Vector;
export const noShift: Link = [0, 0, 0];

export const shifted = (point: Vector, link: Link): Vector => add(point, link);
export const shiftedBack = (point: Vector, link: Link): Vector => add(point, scale(link, -1));
/** The link by which `theirs` is where `ours` is. */
export const linkBetween = (ours: Vector, theirs: Vector): Link => add(theirs, scale(ours, -1));

/** Where a point lies in a pane of another grid. */
export interface Nearest {
  /** [z, y, x], not rounded and not kept inside. */
  index: Index;
  /** The slice that lies nearest, inside the grid. */
  slice: number;
  /** How far the point is from that slice, mm along its normal. */
  awayMm: number;
  /** Beyond the first or last slice by more than half a step. */
  outside: boolean;
}

/** The slice of a plane that lies nearest to a point (LPS, mm), and how near that is. */
export function nearestSlice(grid: Grid, plane: Plane, point: Vector): Nearest {
  const axis = axisOf[plane];
  const index = pointToIndex(grid, point);
  const slice = clampIndex(grid.shape, index)[axis];
  const awayMm = Math.abs(index[axis] - slice) * spacingOf(grid)[axis];
  const outside = index[axis] < -0.5 || index[axis] > grid.shape[axis] - 0.5;
  return { index, slice, awayMm, outside };
}

/** The plane of a grid that people would call by the same name as that plane of another one. */
export function planeAlike(of: Grid, plane: Plane, grid: Grid): Plane {
  if (!of.placed || !grid.placed) return 'z';
  const wanted = nameAxes(of)[plane];
  const names = nameAxes(grid);
  return planes.find((each) => names[each] === wanted) ?? 'z';
}

/** How far two planes are turned against each other, degrees, 0 to 90. */
export function turnBetween(a: Grid, planeA: Plane, b: Grid, planeB: Plane): number {
  const cosine = Math.abs(dot(normalOf(a, planeA), normalOf(b, planeB)));
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
}

function normalOf(grid: Grid, plane: Plane): Vector {
  const { right, down } = viewOf(grid, plane);
  return unit(cross(right, down));
}

/** Whether both grids have every voxel at the same place, within a part of a voxel: then a mask fits both. */
export function sameGrid(a: Grid, b: Grid, voxels = 0.05): boolean {
  if (!a.placed || !b.placed || !a.shape.every((n, axis) => n === b.shape[axis])) return false;
  const ends = a.shape.map((n) => n - 1);
  return [0, 1, 2, 3, 4, 5, 6, 7].every((corner) => {
    const index = ends.map((end, axis) => (corner & (1 << axis) ? end : 0)) as unknown as Index;
    const there = pointToIndex(a, indexToPoint(b, index));
    return there.every((value, axis) => Math.abs(value - (index[axis] ?? 0)) <= voxels);
  });
}

/** A distance as people say it; under a tenth of a millimetre there is none. */
export function away({ awayMm, outside }: Nearest): string {
  if (outside) return `outside, ${awayMm.toFixed(1)} mm away`;
  return awayMm < 0.1 ? '' : `nearest slice, ${awayMm.toFixed(1)} mm away`;
}
