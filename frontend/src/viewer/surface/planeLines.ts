import { type Grid, indexToPoint } from '../geometry';
import { sliceAxes } from '../mask/slices';
import { axisOf, type Index, type Plane, planes } from '../types';

/** The edges of the slices through a place, as lines in LPS mm. */
export function planeLines(grid: Grid, focus: Index): Float32Array {
  return Float32Array.from(planes.flatMap((plane) => frameOf(grid, plane, focus)));
}

function frameOf(grid: Grid, plane: Plane, focus: Index): number[] {
  const { u, v } = sliceAxes[plane];
  const corner = (farU: boolean, farV: boolean) => {
    const index: [number, number, number] = [0, 0, 0];
    index[axisOf[plane]] = focus[axisOf[plane]];
    index[u] = farU ? grid.shape[u] - 0.5 : -0.5;
    index[v] = farV ? grid.shape[v] - 0.5 : -0.5;
    return indexToPoint(grid, index);
  };
  const around = [corner(false, false), corner(true, false), corner(true, true), corner(false, true)];
  return around.flatMap((from, n) => [...from, ...(around[(n + 1) % 4] ?? from)]);
}

/** A small cross at a place, along the axes of the grid, `mm` to each side. */
export function crossLines(grid: Grid, focus: Index, mm: number): Float32Array {
  const middle = indexToPoint(grid, focus);
  return Float32Array.from(
    grid.steps.flatMap((step) => {
      const reach = mm / (Math.hypot(...step) || 1);
      return [-1, 1].flatMap((side) => middle.map((at, axis) => at + side * reach * (step[axis] ?? 0)));
    }),
  );
}
