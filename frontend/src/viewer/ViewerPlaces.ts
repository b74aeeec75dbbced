import { clampIndex, type Grid, indexToPoint, roundIndex, spacingOf, voxelMillilitres } from './geometry';
import { infoOf } from './planeInfo';
import { axisOf, type Index, type Plane, type PlaneInfo, type Vector } from './types';
import { ViewerSettings } from './ViewerSettings';

/** The part of a viewer that knows where things are: the grid in space, the point all panes share, zoom. */
export abstract class ViewerPlaces extends ViewerSettings {
  protected abstract readonly grid: Grid;
  /** Somebody looks at another place. */
  protected abstract looked(focus: Index): void;

  get shape(): Index {
    return this.grid.shape;
  }

  /** mm along (z, y, x). */
  get spacing(): Vector {
    return spacingOf(this.grid);
  }

  get voxelMl(): number {
    return voxelMillilitres(this.grid);
  }

  get planes(): PlaneInfo[] {
    return this.scene.planes.map((plane) => infoOf(this.grid, plane));
  }

  /** Whether the series says where in the patient it lies. */
  get placed(): boolean {
    return this.grid.placed;
  }

  /** LPS mm of a place in the grid. */
  pointAt(index: Index): Vector {
    return indexToPoint(this.grid, index);
  }

  /** Pixels of a pane at a place in the grid, from the pane's upper left: for tests and for what is drawn beside. */
  screenPosition(plane: Plane, index: Index): { x: number; y: number } {
    return this.scene.pane(plane).camera.toScreen(index);
  }

  jumpToSlice(plane: Plane, slice: number): void {
    const focus = [...this.state.get().focus] as [number, number, number];
    focus[axisOf[plane]] = slice;
    this.focus(focus);
  }

  /** Brings a place to all panes, inside the part they show. */
  jumpTo(index: Index): void {
    this.focus(index);
    for (const plane of this.scene.planes) {
      const { camera } = this.scene.pane(plane);
      camera.reveal(this.state.get().focus);
    }
    this.scene.moved();
  }

  /** Moves the shared point within a pane's slice, as a click of the select tool does. */
  jumpToPlane(plane: Plane, index: Index): void {
    const focus = [...roundIndex(index)] as [number, number, number];
    focus[axisOf[plane]] = this.state.get().focus[axisOf[plane]];
    this.focus(focus);
  }

  /** Moves the shared point and leaves what the panes show of their slices as it is. */
  putFocus(index: Index): void {
    this.focus(index);
  }

  /** Puts a point (LPS, mm) in the middle of a pane, at a scale. */
  lookAt(plane: Plane, point: Vector, pixelsPerMm: number): void {
    const { camera } = this.scene.pane(plane);
    if (!camera.centreOn(point, pixelsPerMm)) return;
    if (plane === 'z') this.patch({ zoom: camera.zoom });
    this.scene.moved(plane);
  }

  zoomBy(factor: number, plane: Plane = 'z', at?: { x: number; y: number }): void {
    const { camera, element } = this.scene.pane(plane);
    camera.zoomBy(factor, at ?? { x: element.clientWidth / 2, y: element.clientHeight / 2 });
    this.patch({ zoom: camera.zoom });
    this.scene.moved(plane);
  }

  zoomOf(plane: Plane): number {
    return this.scene.pane(plane).camera.zoom;
  }

  resetView(): void {
    for (const plane of this.scene.planes) this.scene.pane(plane).camera.reset();
    this.patch({ zoom: 1 });
    this.scene.moved();
  }

  /** How far, in pixels, a place of the image lies from where the mouse would point at it: for checks, 0 is right. */
  mappingError(plane: Plane, index: Index): number {
    const pane = this.scene.pane(plane);
    const ours = pane.camera.toScreen(index);
    const drawn = pane.drawnAt(index);
    return Math.hypot(ours.x - drawn.x, ours.y - drawn.y);
  }

  protected focus(focus: Index): void {
    const next = clampIndex(this.shape, focus);
    const now = this.state.get().focus;
    if (next.every((value, axis) => value === now[axis])) return;
    this.patch({ focus: next });
    this.scene.follow(next);
    this.looked(next);
  }
}
