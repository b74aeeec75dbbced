import { add, type Grid, isInside, pointToIndex, roundIndex, scale, spacingOf } from '../geometry';
import type { Index } from '../types';
import type { Ray } from './Turntable';

/** The first voxel that a ray meets and `solid` accepts, within `reach` mm; null when it meets none. */
export function pick(grid: Grid, ray: Ray, reach: number, solid: (index: Index) => boolean): Index | null {
  const step = Math.min(...spacingOf(grid)) / 2;
  const from = pointToIndex(grid, ray.from);
  const to = pointToIndex(grid, add(ray.from, scale(ray.towards, step)));
  const along = [to[0] - from[0], to[1] - from[1], to[2] - from[2]] as const;
  for (let n = 0; n * step <= reach; n++) {
    const at = roundIndex([from[0] + along[0] * n, from[1] + along[1] * n, from[2] + along[2] * n]);
    if (isInside(grid.shape, at) && solid(at)) return at;
  }
  return null;
}
