import { type Grid, indexToPoint, pointToIndex } from '../geometry';
import type { ImagePane } from '../raster/ImagePane';
import type { Scene } from '../Scene';
import { axisOf, type Index, type Plane, type Vector } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import { type Link, linkBetween, type Nearest, nearestSlice, shifted, shiftedBack } from './places';

/** The case that a companion stands beside. */
export interface CompanionHost {
  viewer: VolumeViewer;
  grid: Grid;
  scene: Scene;
  /** The mask in hand, live. */
  mask: { readonly shape: Index; readonly data: Readonly<Uint8Array> };
}

/** The plane that the case shows largest; the one that was scanned while that is no plane at all. */
export function bigPlane({ viewer }: CompanionHost): Plane {
  const { big } = viewer.layout.state.get();
  return big === 'surface' ? 'z' : big;
}

interface Parts {
  host: CompanionHost;
  /** The pane of the case that is followed. */
  hostPlane: Plane;
  scene: Scene;
  pane: ImagePane;
  link: Link | null;
  point?: Vector;
  moved: () => void;
}

/**
 * Keeps one pane of another series at the case's place, scale and centre, and the case at the pane's when a person
 * moves that one. Both are compared as points of the patient (LPS, mm), never by slice numbers.
 */
export class Follower {
  /** How the case's points become those of the other series; null while nobody knows. */
  link: Link | null;
  synced = true;
  readonly plane: Plane;
  readonly #host: CompanionHost;
  readonly #hostPlane: Plane;
  readonly #scene: Scene;
  readonly #pane: ImagePane;
  readonly #grid: Grid;
  readonly #moved: () => void;
  #point: Vector;
  /** The case's place that this pane itself caused: it is not followed back, which would round the pane's own place. */
  #caused: Index | null = null;

  constructor({ host, hostPlane, scene, pane, link, point, moved }: Parts) {
    const { grid } = pane.camera;
    this.#host = host;
    this.#hostPlane = hostPlane;
    this.#scene = scene;
    this.#pane = pane;
    this.#grid = grid;
    this.plane = pane.plane;
    this.link = link;
    this.#moved = moved;
    this.#point = point ?? indexToPoint(grid, grid.shape.map((n) => Math.floor(n / 2)) as unknown as Index);
  }

  /** Where it stands, LPS mm in this series. */
  get point(): Vector {
    return this.#point;
  }

  get follows(): boolean {
    return this.synced && this.link !== null;
  }

  /** Where the shared point lies in this series. */
  get place(): Nearest {
    return nearestSlice(this.#grid, this.plane, this.#point);
  }

  /** The shared point on the slice shown: [z, y, x]. */
  get focus(): Index {
    const { index, slice } = this.place;
    return onSlice(index, this.plane, slice);
  }

  /** Goes where the case is; to be called whenever that one is drawn. */
  follow(): void {
    if (!this.follows || !this.link) return;
    const { focus } = this.#host.viewer.state.get();
    if (focus !== this.#caused) {
      this.#caused = focus;
      this.#go(shifted(this.#host.viewer.pointAt(focus), this.link));
    }
    const { camera } = this.#host.scene.pane(this.#hostPlane);
    const centre = shifted(camera.focalPoint, this.link);
    if (this.#pane.camera.centreOn(centre, camera.pixelsPerMm)) this.#scene.moved(this.plane);
  }

  /** A person has moved the point in this pane to [z, y, x]: the case goes to the nearest it has. */
  lead(index: Index): void {
    this.#go(indexToPoint(this.#grid, index));
    if (!this.follows || !this.link) return;
    const { viewer, grid } = this.#host;
    viewer.putFocus(pointToIndex(grid, shiftedBack(this.#point, this.link)));
    this.#caused = viewer.state.get().focus;
  }

  /** A person has scrolled this pane by some of its own slices. */
  step(slices: number): void {
    const { slice } = this.place;
    const last = this.#grid.shape[axisOf[this.plane]] - 1;
    this.lead(onSlice(this.focus, this.plane, Math.min(last, Math.max(0, slice + slices))));
  }

  /** A person has zoomed or panned this pane: the case shows the same part at the same scale. */
  leadCamera(): void {
    this.#scene.moved(this.plane);
    if (!this.follows || !this.link) return;
    const { camera } = this.#pane;
    const centre = shiftedBack(camera.focalPoint, this.link);
    this.#host.viewer.lookAt(this.#hostPlane, centre, camera.pixelsPerMm);
  }

  /** What both show now is the same place from now on. */
  linkHere(): void {
    const { viewer } = this.#host;
    this.link = linkBetween(viewer.pointAt(viewer.state.get().focus), this.#point);
    this.synced = true;
    this.follow();
  }

  /** Takes up the case's place again after having been loose. */
  catchUp(): void {
    this.#caused = null;
    this.follow();
  }

  /** A point of the case in this series: [z, y, x], not rounded; null while both are not linked. */
  fromHost(point: Vector): Index | null {
    return this.follows && this.link ? pointToIndex(this.#grid, shifted(point, this.link)) : null;
  }

  /** A place of this series in the case: [z, y, x], not rounded; null while both are not linked. */
  toHost(index: Index): Index | null {
    if (!this.follows || !this.link) return null;
    return pointToIndex(this.#host.grid, shiftedBack(indexToPoint(this.#grid, index), this.link));
  }

  #go(point: Vector): void {
    this.#point = point;
    this.#scene.follow(this.focus);
    this.#moved();
  }
}

function onSlice(index: Index, plane: Plane, slice: number): Index {
  const placed: [number, number, number] = [...index];
  placed[axisOf[plane]] = slice;
  return placed;
}
