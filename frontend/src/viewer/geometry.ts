import { axisOf, type Index, type Plane, type PlaneName, type Vector } from './types';

/**
 * What a millimetre of a grid means: that of the patient, or of a projection (calibrated, at the detector, on a film, not
 * stated), or no more than a pixel.
 */
export type ScaleBasis = 'patient' | 'calibrated' | 'detector' | 'film' | 'unstated' | 'pixels';

export interface SideLetters {
  left: string;
  right: string;
  top: string;
  bottom: string;
}

/** One voxel grid in space: where index (0, 0, 0) lies and one step along each index axis, LPS mm. */
export interface Grid {
  shape: Index;
  origin: Vector;
  /** Steps along z, y, x. */
  steps: readonly [Vector, Vector, Vector];
  /** False for a projection image without a position: then there are no sides to name. */
  placed: boolean;
  /** That of the patient when left out. */
  basis?: ScaleBasis;
  /** Of an image without a position that says all the same how the patient lies on it. */
  sides?: SideLetters;
}

type Axis = 0 | 1 | 2;

/** How a plane lies on the screen: which way in space is right, and which is down. Unit vectors, LPS. */
export interface PlaneView {
  plane: Plane;
  name: PlaneName;
  right: Vector;
  down: Vector;
  letters: SideLetters;
}

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const scale = (a: Vector, k: number): Vector => [a[0] * k, a[1] * k, a[2] * k];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vector): number => Math.hypot(a[0], a[1], a[2]);
export const unit = (a: Vector): Vector => scale(a, 1 / (length(a) || 1));

/** Spacing in mm along (z, y, x). */
export function spacingOf(grid: Grid): Vector {
  return [length(grid.steps[0]), length(grid.steps[1]), length(grid.steps[2])];
}

export function voxelMillilitres(grid: Grid): number {
  const [z, y, x] = spacingOf(grid);
  return (z * y * x) / 1000;
}

/** The centre of a voxel, or a point between centres, in LPS mm. */
export function indexToPoint(grid: Grid, index: Index): Vector {
  let point = grid.origin;
  point = add(point, scale(grid.steps[0], index[0]));
  point = add(point, scale(grid.steps[1], index[1]));
  return add(point, scale(grid.steps[2], index[2]));
}

/** The place in the grid of a point in LPS mm, not rounded. */
export function pointToIndex(grid: Grid, point: Vector): Index {
  const [z, y, x] = grid.steps;
  const offset = add(point, scale(grid.origin, -1));
  const volume = dot(cross(z, y), x);
  return [
    dot(cross(y, x), offset) / volume,
    dot(cross(x, z), offset) / volume,
    dot(cross(z, y), offset) / volume,
  ];
}

export function roundIndex(index: Index): Index {
  return [Math.round(index[0]), Math.round(index[1]), Math.round(index[2])];
}

export function isInside(shape: Index, index: Index): boolean {
  return index.every((value, axis) => value >= 0 && value < (shape[axis as Axis] ?? 0));
}

export function clampIndex(shape: Index, index: Index): Index {
  const clamp = (axis: Axis) => Math.min(shape[axis] - 1, Math.max(0, Math.round(index[axis])));
  return [clamp(0), clamp(1), clamp(2)];
}

const conventions: Record<'Axial' | 'Coronal' | 'Sagittal', { normal: Vector; right: Vector; down: Vector }> =
  {
    Axial: { normal: [0, 0, 1], right: [1, 0, 0], down: [0, 1, 0] },
    Coronal: { normal: [0, 1, 0], right: [1, 0, 0], down: [0, 0, -1] },
    Sagittal: { normal: [1, 0, 0], right: [0, 1, 0], down: [0, 0, -1] },
  };

type Anatomical = keyof typeof conventions;

/**
 * Names each index axis by the anatomical axis it lies closest to, all three different. Tries the six ways and takes
 * the one with the largest sum of cosines, so that a scan turned by 45 degrees still gets three names.
 */
export function nameAxes(grid: Grid): Record<Plane, Anatomical> {
  const names: Anatomical[] = ['Axial', 'Coronal', 'Sagittal'];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const named = orders.map((order) => order.map((n) => names[n] ?? 'Axial'));
  const score = (trial: Anatomical[]) =>
    trial.reduce((sum, name, axis) => {
      const step = grid.steps[axis as Axis];
      return sum + Math.abs(dot(unit(step), conventions[name].normal));
    }, 0);
  const best = named.reduce((a, b) => (score(b) > score(a) + 1e-9 ? b : a));
  return { z: best[0] ?? 'Axial', y: best[1] ?? 'Coronal', x: best[2] ?? 'Sagittal' };
}

/** The side of the patient that a direction goes to most. */
export function letterOf(direction: Vector): string {
  const sides = [
    ['L', 'R'],
    ['P', 'A'],
    ['S', 'I'],
  ] as const;
  const size = direction.map(Math.abs);
  const axis = size.indexOf(Math.max(...size)) as Axis;
  return sides[axis][direction[axis] >= 0 ? 0 : 1];
}

/** Lays a plane on the screen along the grid (never across it), turned the way radiologists read that plane. */
export function viewOf(grid: Grid, plane: Plane): PlaneView {
  const others = ([0, 1, 2] as Axis[]).filter((axis) => axis !== axisOf[plane]);
  const [first, second] = others.map((axis) => unit(grid.steps[axis])) as [Vector, Vector];
  if (!grid.placed) {
    const letters = grid.sides ?? { left: '', right: '', top: '', bottom: '' };
    return { plane, name: 'Image', right: second, down: first, letters };
  }
  const name = nameAxes(grid)[plane];
  const convention = conventions[name];
  const swap = Math.abs(dot(first, convention.right)) > Math.abs(dot(second, convention.right));
  const along = swap ? first : second;
  const across = swap ? second : first;
  const right = dot(along, convention.right) < 0 ? scale(along, -1) : along;
  const down = dot(across, convention.down) < 0 ? scale(across, -1) : across;
  const letters = {
    left: letterOf(scale(right, -1)),
    right: letterOf(right),
    top: letterOf(scale(down, -1)),
    bottom: letterOf(down),
  };
  return { plane, name, right, down, letters };
}
