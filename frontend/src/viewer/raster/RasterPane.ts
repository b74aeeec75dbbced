import { Camera, type ScreenPoint } from '../cornerstone/Camera';
import { type Grid, viewOf } from '../geometry';
import { sliceAxes } from '../mask/slices';
import type { Pixels } from '../pixels/stored';
import { firstWindow } from '../presets';
import type { Index, Plane, Window } from '../types';
import { Greys } from './greys';
import type { ImagePane } from './ImagePane';
import { type Reslice, resliceOf } from './reslice';

/** What a pane draws from. */
export interface Slices {
  grid: Grid;
  /** MONOCHROME1: shown the other way round. */
  whiteIsLow: boolean;
  slice(z: number): Pixels | null;
}

/**
 * One plane of a volume on a 2D canvas: a slice of voxels, through the window to grey, scaled to the screen by the browser.
 * Panes follow the voxel grid, so a plane is a gathering of stored values and nothing has to be interpolated in depth.
 */
export class RasterPane implements ImagePane {
  readonly plane: Plane;
  readonly element: HTMLDivElement;
  readonly camera: Camera;
  readonly #slices: Slices;
  readonly #canvas: HTMLCanvasElement;
  readonly #greys = new Greys();
  #picture: OffscreenCanvas | null = null;
  #shown: Reslice | null = null;
  #shownSlice = -1;
  #window: Window = firstWindow;
  #inverted = false;
  #painted = false;
  #placed = new DOMMatrix();

  constructor(element: HTMLDivElement, slices: Slices, plane: Plane) {
    this.plane = plane;
    this.element = element;
    this.#slices = slices;
    this.camera = new Camera(slices.grid, viewOf(slices.grid, plane));
    this.camera.resize(element.clientWidth, element.clientHeight);
    this.#canvas = document.createElement('canvas');
    this.#canvas.dataset.image = plane;
    this.#canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
    element.prepend(this.#canvas);
  }

  show(): Promise<void> {
    this.look();
    return Promise.resolve();
  }

  changed(): void {
    this.#shownSlice = -1;
  }

  setWindow(window: Window, inverted: boolean): void {
    this.#window = window;
    this.#inverted = inverted !== this.#slices.whiteIsLow;
    this.#painted = false;
    this.look();
  }

  resized(): void {
    this.camera.resize(this.element.clientWidth, this.element.clientHeight);
  }

  look(): void {
    this.#gather();
    this.#paint();
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.element.clientWidth * ratio);
    const height = Math.round(this.element.clientHeight * ratio);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!this.#picture || !this.#shown) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.transform(...this.camera.affine);
    this.#placed = context.getTransform();
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'medium';
    context.drawImage(this.#picture, -0.5, -0.5);
  }

  drawnAt(index: Index): ScreenPoint {
    const { u, v } = sliceAxes[this.plane];
    const { x, y } = this.#placed.transformPoint({ x: index[u], y: index[v] });
    const ratio = window.devicePixelRatio || 1;
    return { x: x / ratio, y: y / ratio };
  }

  clear(): void {
    this.#canvas.remove();
    this.#picture = null;
    this.#shown = null;
  }

  #gather(): void {
    const k = this.camera.slice;
    if (k === this.#shownSlice) return;
    this.#shown = resliceOf((z) => this.#slices.slice(z), this.#slices.grid.shape, this.plane, k);
    this.#shownSlice = k;
    this.#painted = false;
  }

  #paint(): void {
    const shown = this.#shown;
    if (!shown || this.#painted) return;
    if (this.#picture?.width !== shown.width || this.#picture.height !== shown.height) {
      this.#picture = new OffscreenCanvas(shown.width, shown.height);
    }
    const context = this.#picture.getContext('2d');
    if (!context) return;
    const image = context.createImageData(shown.width, shown.height);
    this.#greys.paint(shown, new Uint32Array(image.data.buffer), this.#window, this.#inverted);
    context.putImageData(image, 0, 0);
    this.#painted = true;
  }
}
