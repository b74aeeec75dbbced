import * as core from '@cornerstonejs/core';
import { add, cross, type Grid, indexToPoint, scale, viewOf } from '../geometry';
import type { ImagePane } from '../raster/ImagePane';
import type { Index, Plane, Vector, Window } from '../types';
import { Camera, type ScreenPoint } from './Camera';

/** Far enough that the camera stands outside every scan; with parallel rays the distance itself does not matter. */
const CAMERA_DISTANCE_MM = 2000;

/** A single image on one element. The library draws it; nothing else is asked of it. */
export class StackPane implements ImagePane {
  readonly plane: Plane = 'z';
  readonly element: HTMLDivElement;
  readonly camera: Camera;
  readonly #imageId: string;
  #engine: core.RenderingEngine;
  #window: Window | null = null;
  #inverted = false;

  constructor(engine: core.RenderingEngine, element: HTMLDivElement, grid: Grid, imageId: string) {
    this.#engine = engine;
    this.#imageId = imageId;
    this.element = element;
    const view = viewOf(grid, 'z');
    view.right = scale(grid.steps[2], 1 / Math.hypot(...grid.steps[2]));
    view.down = scale(grid.steps[1], 1 / Math.hypot(...grid.steps[1]));
    this.camera = new Camera(grid, view);
    this.camera.resize(element.clientWidth, element.clientHeight);
    this.#enable();
  }

  /** Draws on another engine from now on, after the graphics of the one before were lost. */
  async moveTo(engine: core.RenderingEngine): Promise<void> {
    this.clear();
    this.#engine = engine;
    this.#enable();
    // What lies on the image stays above it.
    for (const child of this.element.querySelectorAll('.viewport-element')) this.element.prepend(child);
    await this.show();
    if (this.#window) this.setWindow(this.#window, this.#inverted);
  }

  #enable(): void {
    this.#engine.enableElement({
      viewportId: this.#id,
      element: this.element,
      type: core.Enums.ViewportType.STACK,
      defaultOptions: { background: [0, 0, 0] },
    });
  }

  get #id(): string {
    return `${this.#engine.id}:z`;
  }

  get #up(): Vector {
    return scale(this.camera.view.down, -1);
  }

  /** From the image to the eye. */
  get #normal(): Vector {
    return cross(this.camera.view.right, this.#up);
  }

  get #viewport(): core.Types.IStackViewport {
    return this.#engine.getViewport(this.#id) as core.Types.IStackViewport;
  }

  /** The image must have been loaded before. */
  async show(): Promise<void> {
    await this.#viewport.setStack([this.#imageId]);
    this.look();
  }

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

  changed(): void {}

  setWindow(window: Window, inverted: boolean): void {
    this.#window = window;
    this.#inverted = inverted;
    const viewport = this.#viewport;
    if (!viewport || viewport.getActors().length === 0) return;
    const half = Math.max(window.width, 1e-6) / 2;
    viewport.setProperties({
      voiRange: { lower: window.level - half, upper: window.level + half },
      invert: inverted,
    });
    viewport.render();
  }

  resized(): void {
    this.camera.resize(this.element.clientWidth, this.element.clientHeight);
    this.#engine.resize(true, true);
  }

  /** Takes away the element that the library put into ours; the engine itself is closed by its owner. */
  clear(): void {
    for (const child of this.element.querySelectorAll('.viewport-element')) child.remove();
  }

  drawnAt(index: Index): ScreenPoint {
    const [x, y] = this.#viewport.worldToCanvas(mutable(indexToPoint(this.camera.grid, index)));
    return { x, y };
  }
}

function mutable(vector: Vector): [number, number, number] {
  return [vector[0], vector[1], vector[2]];
}
