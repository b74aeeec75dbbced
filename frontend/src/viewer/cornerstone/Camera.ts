import { add, dot, type Grid, indexToPoint, length, type PlaneView, pointToIndex, scale } from '../geometry';
import { sliceAxes } from '../mask/slices';
import { axisOf, type Index, type Vector } from '../types';

/** Places on the screen, in CSS pixels from the upper left of a pane. */
export interface ScreenPoint {
  x: number;
  y: number;
}

/** Canvas transform that takes (u, v) of a slice, in voxels, to CSS pixels. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const MARGIN = 1.04;

/**
 * Where one pane looks: slice, centre, zoom. It is the only source of the mapping between voxels and pixels; the
 * rendering library is told the same numbers.
 */
export class Camera {
  readonly view: PlaneView;
  readonly grid: Grid;
  #width = 1;
  #height = 1;
  #slice: number;
  #zoom = 1;
  /** Shift of the centre from the middle of the slice, mm along the screen's right and down. */
  #shift: ScreenPoint = { x: 0, y: 0 };

  constructor(grid: Grid, view: PlaneView) {
    this.grid = grid;
    this.view = view;
    this.#slice = Math.floor(grid.shape[this.axis] / 2);
  }

  get axis(): 0 | 1 | 2 {
    return axisOf[this.view.plane];
  }

  get slice(): number {
    return this.#slice;
  }

  set slice(k: number) {
    this.#slice = Math.min(this.grid.shape[this.axis] - 1, Math.max(0, Math.round(k)));
  }

  get zoom(): number {
    return this.#zoom;
  }

  resize(width: number, height: number): void {
    this.#width = Math.max(1, width);
    this.#height = Math.max(1, height);
  }

  /** Half the height of the pane in mm: what the rendering library calls parallel scale. */
  get halfHeightMm(): number {
    const { u, v } = sliceAxes[this.view.plane];
    const along = (axis: 0 | 1 | 2, direction: Vector) =>
      Math.abs(dot(this.grid.steps[axis], direction)) * this.grid.shape[axis];
    const reach = (direction: Vector) => along(u, direction) + along(v, direction);
    const high = reach(this.view.down);
    const wide = reach(this.view.right) * (this.#height / this.#width);
    return ((Math.max(high, wide) / 2) * MARGIN) / this.#zoom;
  }

  get pixelsPerMm(): number {
    return this.#height / (2 * this.halfHeightMm);
  }

  /** The point in the middle of the pane, LPS mm. */
  get focalPoint(): Vector {
    const middle = this.grid.shape.map((n) => (n - 1) / 2) as [number, number, number];
    middle[this.axis] = this.#slice;
    const centre = indexToPoint(this.grid, middle);
    return add(add(centre, scale(this.view.right, this.#shift.x)), scale(this.view.down, this.#shift.y));
  }

  toScreen(index: Index): ScreenPoint {
    const offset = add(indexToPoint(this.grid, index), scale(this.focalPoint, -1));
    return {
      x: this.#width / 2 + dot(offset, this.view.right) * this.pixelsPerMm,
      y: this.#height / 2 + dot(offset, this.view.down) * this.pixelsPerMm,
    };
  }

  /** The place in the grid under a pixel, not rounded, on the slice shown. */
  toIndex(point: ScreenPoint): Index {
    const right = scale(this.view.right, (point.x - this.#width / 2) / this.pixelsPerMm);
    const down = scale(this.view.down, (point.y - this.#height / 2) / this.pixelsPerMm);
    const index = [...pointToIndex(this.grid, add(add(this.focalPoint, right), down))] as [
      number,
      number,
      number,
    ];
    index[this.axis] = this.#slice;
    return index;
  }

  get affine(): Affine {
    const { u, v } = sliceAxes[this.view.plane];
    const at = (du: number, dv: number) => {
      const index: [number, number, number] = [0, 0, 0];
      index[this.axis] = this.#slice;
      index[u] = du;
      index[v] = dv;
      return this.toScreen(index);
    };
    const origin = at(0, 0);
    const alongU = at(1, 0);
    const alongV = at(0, 1);
    return [
      alongU.x - origin.x,
      alongU.y - origin.y,
      alongV.x - origin.x,
      alongV.y - origin.y,
      origin.x,
      origin.y,
    ];
  }

  panBy(dx: number, dy: number): void {
    this.#shift = {
      x: this.#shift.x - dx / this.pixelsPerMm,
      y: this.#shift.y - dy / this.pixelsPerMm,
    };
  }

  /** Zooms about a pixel, which keeps its place. */
  zoomBy(factor: number, about: ScreenPoint): void {
    const before = this.pixelsPerMm;
    this.#zoom = Math.min(40, Math.max(0.25, this.#zoom * factor));
    const ratio = 1 / before - 1 / this.pixelsPerMm;
    this.#shift = {
      x: this.#shift.x + (about.x - this.#width / 2) * ratio,
      y: this.#shift.y + (about.y - this.#height / 2) * ratio,
    };
  }

  /** Moves the pane just enough that a place is inside it, with a margin. */
  reveal(index: Index): void {
    const point = this.toScreen(index);
    const edge = 24;
    const dx = point.x < edge ? edge - point.x : Math.min(0, this.#width - edge - point.x);
    const dy = point.y < edge ? edge - point.y : Math.min(0, this.#height - edge - point.y);
    if (dx || dy) this.panBy(dx, dy);
  }

  /** Puts a point (LPS, mm) in the middle of the pane, at a scale; the slice stays. True when that changed anything. */
  centreOn(point: Vector, pixelsPerMm: number): boolean {
    const { x, y } = this.#shift;
    const before = this.#zoom;
    this.#zoom = Math.min(400, Math.max(0.01, (before * pixelsPerMm) / this.pixelsPerMm));
    this.#shift = { x: 0, y: 0 };
    const offset = add(point, scale(this.focalPoint, -1));
    this.#shift = { x: dot(offset, this.view.right), y: dot(offset, this.view.down) };
    const near = (a: number, b: number) => Math.abs(a - b) < 1e-6;
    return !(near(before, this.#zoom) && near(x, this.#shift.x) && near(y, this.#shift.y));
  }

  reset(): void {
    this.#zoom = 1;
    this.#shift = { x: 0, y: 0 };
  }

  /** mm of one voxel along the axis that is held. */
  get sliceStepMm(): number {
    return length(this.grid.steps[this.axis]);
  }
}
