import * as core from '@cornerstonejs/core';
import { add, cross, scale, viewOf } from '../geometry';
import type { Plane, Vector, Window } from '../types';
import { Camera, type ScreenPoint } from './Camera';
import type { LoadedSeries } from './series';

type Viewport = core.Types.IVolumeViewport | core.Types.IStackViewport;

/** Far enough that the camera stands outside every scan; with parallel rays the distance itself does not matter. */
const CAMERA_DISTANCE_MM = 2000;

/** One plane of a series on one element. The library draws the image; nothing else is asked of it. */
export class Pane {
  readonly plane: Plane;
  readonly element: HTMLDivElement;
  readonly camera: Camera;
  readonly #engine: core.RenderingEngine;
  readonly #id: string;
  readonly #series: LoadedSeries;

  constructor(engine: core.RenderingEngine, element: HTMLDivElement, series: LoadedSeries, plane: Plane) {
    this.#engine = engine;
    this.#series = series;
    this.#id = `${engine.id}:${plane}`;
    this.plane = plane;
    this.element = element;
    const view = viewOf(series.grid, plane);
    if (!series.isVolume) {
      view.right = scale(series.grid.steps[2], 1 / Math.hypot(...series.grid.steps[2]));
      view.down = scale(series.grid.steps[1], 1 / Math.hypot(...series.grid.steps[1]));
    }
    this.camera = new Camera(series.grid, view);
    this.camera.resize(element.clientWidth, element.clientHeight);
    engine.enableElement({
      viewportId: this.#id,
      element,
      type: series.isVolume ? core.Enums.ViewportType.ORTHOGRAPHIC : core.Enums.ViewportType.STACK,
      defaultOptions: {
        background: [0, 0, 0],
        ...(series.isVolume && {
          orientation: { viewPlaneNormal: mutable(this.#normal), viewUp: mutable(this.#up) },
        }),
      },
    });
  }

  get #up(): Vector {
    return scale(this.camera.view.down, -1);
  }

  /** From the image to the eye. */
  get #normal(): Vector {
    return cross(this.camera.view.right, this.#up);
  }

  get #viewport(): Viewport {
    return this.#engine.getViewport(this.#id) as Viewport;
  }

  /** Puts the series on the element. A single image must have been loaded before. */
  async show(): Promise<void> {
    const viewport = this.#viewport;
    if (this.#series.isVolume) {
      await (viewport as core.Types.IVolumeViewport).setVolumes([{ volumeId: this.#series.volumeId }]);
    } else {
      await (viewport as core.Types.IStackViewport).setStack([...this.#series.imageIds]);
    }
    this.look();
  }

  /** Tells the library where the camera is, and draws. */
  look(): void {
    const viewport = this.#viewport;
    if (!viewport || viewport.getActors().length === 0) return;
    const focalPoint = this.camera.focalPoint;
    viewport.setCamera({
      focalPoint: mutable(focalPoint),
      position: mutable(add(focalPoint, scale(this.#normal, CAMERA_DISTANCE_MM))),
      parallelScale: this.camera.halfHeightMm,
    });
    viewport.render();
  }

  setWindow(window: Window, inverted: boolean): void {
    const viewport = this.#viewport;
    if (!viewport || viewport.getActors().length === 0) return;
    const half = Math.max(window.width, 1e-6) / 2;
    viewport.setProperties({
      voiRange: { lower: window.level - half, upper: window.level + half },
      invert: inverted,
    });
    viewport.render();
  }

  /** Takes away the element that the library put into ours; the engine itself is closed by its owner. */
  clear(): void {
    for (const child of this.element.querySelectorAll('.viewport-element')) child.remove();
  }

  /** Where the library itself would draw a point: for checks that both agree. */
  libraryPosition(point: Vector): ScreenPoint {
    const [x, y] = this.#viewport.worldToCanvas(mutable(point));
    return { x, y };
  }
}

function mutable(vector: Vector): [number, number, number] {
  return [vector[0], vector[1], vector[2]];
}
