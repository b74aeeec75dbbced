import { labelColour, type Palette, type Rgba, readColour, readPalette } from '../colours';
import type { ScreenPoint } from '../cornerstone/Camera';
import type { Index, Label } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import { type Bounds, ballAround, boundsOf } from './bounds';
import { Mesher } from './Mesher';
import type { Mesh } from './mesh';
import { pick } from './pick';
import { crossLines, planeLines } from './planeLines';
import { NoGraphics, SurfaceRenderer } from './SurfaceRenderer';
import { listenToSurface } from './surfacePointer';
import { Turntable } from './Turntable';

/** The hand has come to rest when nothing was changed for so long. */
const REST_MS = 600;
/** What takes less is not worth a word. */
const QUIET_MS = 400;
/** How long to wait before asking for another context after the browser took one away. */
const RECOVER_MS = 500;

export interface SurfaceEvents {
  turned(table: Turntable): void;
  /** A sentence while surfaces are made, and one when they cannot be drawn; null when all is there. */
  says(sentence: string | null): void;
}

/** The labels of a viewer as surfaces on an element: turned by dragging, made anew when the hand rests. */
export class SurfaceView {
  readonly table = new Turntable();
  readonly #host: HTMLElement;
  readonly #viewer: VolumeViewer;
  readonly #events: SurfaceEvents;
  readonly #palette: Palette;
  readonly #crosshair: Rgba;
  readonly #mesher = new Mesher();
  readonly #abort = new AbortController();
  readonly #resizes: ResizeObserver;
  readonly #off: () => void;
  #renderer: SurfaceRenderer | null = null;
  /** The version of the mask that each label's surface shows. */
  readonly #made = new Map<number, number>();
  readonly #bounds = new Map<number, Bounds>();
  #fitted = false;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = '';

  constructor(host: HTMLElement, viewer: VolumeViewer, events: SurfaceEvents) {
    this.#host = host;
    this.#viewer = viewer;
    this.#events = events;
    this.#palette = readPalette(host);
    this.#crosshair = readColour(this.#palette.crosshair);
    this.#resizes = new ResizeObserver(() => this.redraw());
    this.#resizes.observe(host);
    this.#off = viewer.state.subscribe(() => this.#stateChanged());
    listenToSurface(host, this.#abort.signal, {
      turn: (dx, dy) => this.turnBy(dx, dy),
      zoom: (factor) => this.zoomBy(factor),
      click: (at) => this.#click(at),
    });
    this.#begin();
  }

  /** Triangles on the screen: for checks. */
  get triangles(): number {
    return this.#renderer?.triangles ?? 0;
  }

  turnBy(dx: number, dy: number): void {
    this.table.turnBy(dx, dy);
    this.#turned();
  }

  zoomBy(factor: number): void {
    this.table.zoomBy(factor);
    this.#turned();
  }

  reset(): void {
    this.table.reset();
    this.#fit();
    this.#turned();
  }

  redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** Frees the worker, the meshes and the graphics context. */
  destroy(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#abort.abort();
    this.#off();
    this.#resizes.disconnect();
    this.#mesher.close();
    this.#drop();
  }

  #begin(): void {
    const canvas = document.createElement('canvas');
    canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
    this.#host.prepend(canvas);
    try {
      this.#renderer = new SurfaceRenderer(canvas);
    } catch (error) {
      canvas.remove();
      this.#events.says(error instanceof NoGraphics ? error.message : 'The 3D surface cannot be drawn.');
      return;
    }
    canvas.addEventListener('webglcontextlost', () => this.#lost(canvas), { signal: this.#abort.signal });
    this.#made.clear();
    this.#rebuild(0);
  }

  #drop(): void {
    const renderer = this.#renderer;
    this.#renderer = null;
    renderer?.destroy();
    renderer?.canvas.remove();
  }

  #lost(canvas: HTMLCanvasElement): void {
    if (this.#renderer?.canvas !== canvas) return;
    this.#mesher.cancel();
    this.#drop();
    this.#events.says('The graphics were taken away; the surface is made anew.');
    this.#timer = setTimeout(() => this.#begin(), RECOVER_MS);
  }

  #stateChanged(): void {
    const { labels, maskVersion } = this.#viewer.state.get();
    const wanted = `${maskVersion}|${labels.map((label) => (label.visible ? label.value : '-')).join()}`;
    this.redraw();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#rebuild(REST_MS);
  }

  #rebuild(wait: number): void {
    clearTimeout(this.#timer);
    this.#mesher.cancel();
    this.#timer = setTimeout(() => void this.#make(), wait);
  }

  async #make(): Promise<void> {
    const { maskVersion } = this.#viewer.state.get();
    const stale = this.#shown
      .map((label) => label.value)
      .filter((label) => this.#made.get(label) !== maskVersion);
    if (!this.#renderer) return;
    if (stale.length === 0) return this.#whole(maskVersion);
    const said = setTimeout(() => this.#events.says('Making the surface'), QUIET_MS);
    try {
      const whole = await this.#mesher.build(this.#viewer.maskSource, stale, (label, mesh) => {
        this.#made.set(label, maskVersion);
        this.#bring(label, mesh);
      });
      clearTimeout(said);
      if (whole) this.#whole(maskVersion);
    } catch {
      clearTimeout(said);
      if (!this.#abort.signal.aborted) this.#events.says('The surface could not be made.');
    }
  }

  #whole(maskVersion: number): void {
    this.#events.says(null);
    this.#host.dataset.maskVersion = String(maskVersion);
  }

  #bring(label: number, mesh: Mesh | null): void {
    this.#renderer?.setMesh(label, mesh);
    if (mesh) this.#bounds.set(label, boundsOf(mesh.positions));
    else this.#bounds.delete(label);
    if (!this.#fitted) this.#fit();
    this.redraw();
  }

  get #shown(): Label[] {
    return this.#viewer.state.get().labels.filter((label) => label.visible);
  }

  /** Looks at all that is there; until the first edit or turn it grows with what comes. */
  #fit(): void {
    const ball = ballAround([...this.#bounds.values()]);
    if (ball) this.table.fit(ball.centre, ball.radius);
  }

  #turned(): void {
    this.#fitted = true;
    this.#events.turned(this.table);
    this.redraw();
  }

  #draw(): void {
    const renderer = this.#renderer;
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (!renderer || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const { canvas } = renderer;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    const { grid } = this.#viewer.maskSource;
    const { focus } = this.#viewer.state.get();
    const arm = 14 / this.table.pixelsPerMm({ width, height });
    renderer.draw(
      this.table,
      { width, height },
      this.#shown.map(({ value, colour }) => ({
        label: value,
        colour: labelColour(this.#palette, colour).rgba,
      })),
      [
        { points: planeLines(grid, focus), colour: this.#crosshair, through: false },
        { points: crossLines(grid, focus, arm), colour: [255, 255, 255, 1], through: true },
      ],
    );
  }

  /** Brings the planes to the voxel under the mouse. */
  #click(at: ScreenPoint): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    const ray = this.table.rayAt(at, { width, height });
    const shown = new Set(this.#shown.map((label) => label.value));
    const solid = (index: Index) => shown.has(this.#viewer.labelAt(index));
    const found = pick(this.#viewer.maskSource.grid, ray, 4 * this.table.radius, solid);
    if (found) this.#viewer.jumpTo(found);
  }
}
