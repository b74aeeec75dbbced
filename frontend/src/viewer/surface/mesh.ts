import { cross, dot, type Grid, indexToPoint } from '../geometry';
import type { Vector } from '../types';
import { type Cells, placeOf } from './cells';
import { surfaceNets } from './surfaceNets';

/** The surface of one label in patient space: LPS, mm, three numbers a point. */
export interface Mesh {
  positions: Float32Array;
  /** Unit vectors, outwards. */
  normals: Float32Array;
  triangles: Uint32Array;
}

/** The surface of a label where it fills half a cell or more. */
export function meshOf(cells: Cells, grid: Grid): Mesh {
  const { points, triangles } = surfaceNets({
    values: cells.counts,
    size: cells.size,
    level: (cells.factor[0] * cells.factor[1] * cells.factor[2]) / 2,
  });
  const positions = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const place = placeOf(cells, [points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0]);
    positions.set(indexToPoint(grid, place), i);
  }
  return { positions, normals: normalsOf(positions, triangles, isLeftHanded(grid)), triangles };
}

/** Whether x, y, z of the grid turn the other way than those of the patient. */
function isLeftHanded({ steps: [z, y, x] }: Grid): boolean {
  return dot(cross(x, y), z) < 0;
}

function normalsOf(positions: Float32Array, triangles: Uint32Array, flip: boolean): Float32Array {
  const normals = new Float32Array(positions.length);
  const point = (n: number): Vector => [
    positions[n * 3] ?? 0,
    positions[n * 3 + 1] ?? 0,
    positions[n * 3 + 2] ?? 0,
  ];
  for (let t = 0; t < triangles.length; t += 3) {
    const abc = [triangles[t] ?? 0, triangles[t + 1] ?? 0, triangles[t + 2] ?? 0] as const;
    const [a, b, c] = [point(abc[0]), point(abc[1]), point(abc[2])];
    const normal = cross([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]]);
    for (const n of abc) {
      for (let axis = 0; axis < 3; axis++)
        normals[n * 3 + axis] = (normals[n * 3 + axis] ?? 0) + (normal[axis] ?? 0);
    }
  }
  for (let i = 0; i < normals.length; i += 3) {
    const size = Math.hypot(normals[i] ?? 0, normals[i + 1] ?? 0, normals[i + 2] ?? 0) || 1;
    for (let axis = 0; axis < 3; axis++)
      normals[i + axis] = ((flip ? -1 : 1) * (normals[i + axis] ?? 0)) / size;
  }
  return normals;
}
