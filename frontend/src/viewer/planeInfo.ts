import { type Grid, viewOf } from './geometry';
import { axisOf, type Plane, type PlaneInfo } from './types';

/** How one plane of a series is called and which way it lies. */
export function infoOf(grid: Grid, plane: Plane): PlaneInfo {
  const { name, letters } = viewOf(grid, plane);
  const axis = axisOf[plane];
  return { plane, name, letters, count: grid.shape[axis], lastIsTop: grid.steps[axis][2] >= -1e-3 };
}
