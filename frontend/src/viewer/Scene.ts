import { type Palette, readPalette } from './colours';
import type { ScreenPoint } from './cornerstone/Camera';
import type { MaskStore } from './mask/MaskStore';
import { Overlay } from './overlay/Overlay';
import { fillTable, type SliceShapes, shapesOf } from './overlay/shapes';
import type { GraphicsEvents, OpenSeries } from './pixels/Series';
import type { ImagePane } from './raster/ImagePane';
import type { Layer } from './tools/types';
import { axisOf, type Index, type Plane, planes, type ViewerState } from './types';

interface View {
  pane: ImagePane;
  overlay: Overlay;
  shapes: SliceShapes | null;
  /** What the shapes were made from; other shapes are made when it differs. */
  key: string;
  /** Rises when the mask has changed and this pane is to show it. */
  edits: number;
  brush: { at: ScreenPoint; radiusMm: number } | null;
}

export interface SceneSources {
  state: () => ViewerState;
  store: Pick<MaskStore, 'shape' | 'data'>;
  reference: () => Readonly<Uint8Array> | null;
  uncertainty: () => Readonly<Uint8Array> | null;
  /** Labels are never filled. */
  outlinesOnly?: boolean;
}

/** Planes that cross all slices are drawn anew at most this often while slices come in. */
const ARRIVALS_MS = 400;
/** How much later than the plane that is drawn on the others show a stroke. */
const OTHERS_MS = 120;

/** The panes of one viewer and what is drawn on them. Draws at most once a frame, only what has changed. */
export class Scene {
  readonly #views = new Map<Plane, View>();
  readonly #sources: SceneSources;
  readonly #palette: Palette;
  readonly #resizes: ResizeObserver;
  readonly #offGraphics: () => void;
  readonly #abort = new AbortController();
  readonly #layers = new Set<Layer>();
  #frame = 0;
  #arrivals: ReturnType<typeof setTimeout> | undefined;
  /** Whether the slice that came last was the last one. */
  #whole = false;
  #others: ReturnType<typeof setTimeout> | undefined;
  /** Panes whose image is to be drawn at the next frame, and those whose labels and lines are. */
  #moved = new Set<Plane>();
  #stale = new Set<Plane>();

  constructor(
    series: OpenSeries,
    elements: Partial<Record<Plane, HTMLDivElement>>,
    sources: SceneSources,
    graphics: GraphicsEvents,
  ) {
    this.#sources = sources;
    this.#offGraphics = series.onGraphics(graphics);
    const first = Object.values(elements)[0];
    if (!first) throw new Error('A viewer needs at least one element to draw on.');
    this.#palette = readPalette(first);
    this.#resizes = new ResizeObserver(() => this.#resize());
    for (const plane of planes) {
      const element = elements[plane];
      if (!element || (plane !== 'z' && !series.isVolume)) continue;
      const pane = series.pane(element, plane);
      this.#views.set(plane, {
        pane,
        overlay: new Overlay(element, this.#palette),
        shapes: null,
        key: '',
        edits: 0,
        brush: null,
      });
      this.#resizes.observe(element);
      const options = { signal: this.#abort.signal, capture: true };
      element.addEventListener('contextrestored', () => this.#restored(), options);
    }
  }

  get planes(): Plane[] {
    return [...this.#views.keys()];
  }

  get palette(): Palette {
    return this.#palette;
  }

  pane(plane: Plane): ImagePane {
    const view = this.#views.get(plane);
    if (!view) throw new RangeError(`The viewer shows no plane "${plane}".`);
    return view.pane;
  }

  async show(): Promise<void> {
    for (const { pane } of this.#views.values()) await pane.show();
    this.redraw();
  }

  setWindow(): void {
    const { window, inverted } = this.#sources.state();
    for (const { pane } of this.#views.values()) pane.setWindow(window, inverted);
  }

  setBrush(plane: Plane, brush: View['brush']): void {
    const view = this.#views.get(plane);
    if (!view || (view.brush === null && brush === null)) return;
    view.brush = brush;
    this.redraw(plane);
  }

  /**
   * The mask has changed: shapes are made anew at the next frame. While a hand draws in one plane, that one follows it and
   * the others come a little later.
   */
  edited(drawnOn?: Plane): void {
    const drawn = drawnOn && this.#views.get(drawnOn);
    if (drawn) {
      drawn.edits += 1;
      this.#others ??= setTimeout(() => this.edited(), OTHERS_MS);
    } else {
      clearTimeout(this.#others);
      this.#others = undefined;
      for (const view of this.#views.values()) view.edits += 1;
    }
    this.redraw(...(drawn && drawnOn ? [drawnOn] : []));
  }

  /** Brings each pane to its slice of a place, at once: the next press of the mouse must mean the slice shown. */
  follow(focus: Index): void {
    for (const [plane, { pane }] of this.#views) {
      if (pane.camera.slice === focus[axisOf[plane]]) continue;
      pane.camera.slice = focus[axisOf[plane]];
      this.#moved.add(plane);
    }
    this.redraw();
  }

  /** A camera has moved: the image is drawn again too. */
  moved(...which: Plane[]): void {
    for (const plane of which.length > 0 ? which : this.planes) this.#moved.add(plane);
    this.redraw(...which);
  }

  /** Draws something above the labels from now on; returns what takes it away. */
  addLayer(layer: Layer): () => void {
    this.#layers.add(layer);
    this.redraw();
    return () => {
      this.#layers.delete(layer);
      this.redraw();
    };
  }

  /**
   * The pixels of a slice have come: at once where it is shown, a little later where it is one line of many. `whole`: no
   * more are awaited.
   */
  arrived(z: number, whole: boolean): void {
    const scanned = this.#views.get('z');
    if (scanned?.pane.camera.slice === z) {
      scanned.pane.changed();
      this.moved('z');
    }
    this.#whole = whole;
    this.#arrivals ??= setTimeout(() => {
      if (this.#whole) this.settled();
      else this.#gather();
    }, ARRIVALS_MS);
  }

  /** Draws all planes from the pixels that are there now, and what is read from pixels beside rulers. */
  settled(): void {
    this.#gather();
    this.redraw();
  }

  /** Whether a press was meant for something that a layer has drawn. */
  pressLayers(plane: Plane, at: ScreenPoint): boolean {
    const { camera } = this.pane(plane);
    return [...this.#layers].some((layer) => layer.press?.(at, camera, plane) ?? false);
  }

  /** Labels and lines are drawn again: of these panes, or of all. */
  redraw(...which: Plane[]): void {
    for (const plane of which.length > 0 ? which : this.planes) this.#stale.add(plane);
    this.#ask();
  }

  /** The images alone: labels do not change while slices come in. */
  #gather(): void {
    clearTimeout(this.#arrivals);
    this.#arrivals = undefined;
    for (const [plane, { pane }] of this.#views) {
      pane.changed();
      this.#moved.add(plane);
    }
    this.#ask();
  }

  #ask(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#arrivals);
    clearTimeout(this.#others);
    this.#resizes.disconnect();
    this.#offGraphics();
    this.#abort.abort();
    for (const { overlay, pane } of this.#views.values()) {
      overlay.destroy();
      pane.clear();
    }
    this.#views.clear();
  }

  /** A restart of the graphics driver empties canvases too, those kept aside among them: all is drawn anew. */
  #restored(): void {
    this.edited();
    this.settled();
  }

  #resize(): void {
    for (const { pane } of this.#views.values()) pane.resized();
    this.moved();
  }

  #draw(): void {
    const state = this.#sources.state();
    for (const [plane, view] of this.#views) {
      // A pane that the layout leaves out is drawn when it is shown again.
      if (!view.pane.element.checkVisibility({ visibilityProperty: true })) continue;
      const { slice } = view.pane.camera;
      if (this.#moved.delete(plane)) view.pane.look();
      if (!this.#stale.delete(plane)) continue;
      view.overlay.draw(view.pane.camera, {
        shapes: this.#shapes(view, plane, slice, state),
        labels: state.labels,
        activeLabel: state.activeLabel,
        doubtShown: isMapped(state),
        // One image alone has nothing that the lines would link.
        focus: this.#sources.store.shape[0] > 1 || state.tool === 'select' ? state.focus : null,
        brush: view.brush,
      });
      const context = view.overlay.context;
      if (context) for (const layer of this.#layers) layer.draw(context, view.pane.camera, plane);
    }
  }

  #shapes(view: View, plane: Plane, slice: number, state: ViewerState): SliceShapes {
    const { store, reference, uncertainty, outlinesOnly } = this.#sources;
    const doubt = isMapped(state);
    const seen = state.labels.map((label) => (label.visible ? label.colour : '-')).join();
    const opacity = outlinesOnly || state.outlinesOnly ? 0 : state.labelOpacity;
    const key = [slice, view.edits, doubt, seen, opacity].join('|');
    if (view.shapes && view.key === key) return view.shapes;
    view.key = key;
    view.shapes = shapesOf(
      { shape: store.shape, mask: store.data, reference: reference(), uncertainty: uncertainty() },
      plane,
      slice,
      {
        fill: doubt || opacity === 0 ? null : fillTable(this.#palette, state.labels, opacity),
        doubt: doubt ? this.#palette.doubt : null,
      },
      view.shapes,
    );
    return view.shapes;
  }
}

/** Whether a map lies over the image: labels are outlines then. */
function isMapped(state: ViewerState): boolean {
  return state.heatShown || (state.uncertaintyShown && state.hasUncertainty);
}
