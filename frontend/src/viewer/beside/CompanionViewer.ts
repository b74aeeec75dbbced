import { Observable } from '@/lib/observable';
import { budgetHere } from '../budget';
import { type Palette, readPalette } from '../colours';
import type { Camera } from '../cornerstone/Camera';
import { clampIndex, isInside, roundIndex } from '../geometry';
import { drawMark } from '../overlay/mark';
import { openSeries } from '../pixels/openSeries';
import type { OpenSeries } from '../pixels/Series';
import { pointedAt } from '../pointed';
import { windowFromValues } from '../presets';
import type { Scene } from '../Scene';
import type { Index, Plane, Vector, VolumeSource, Window } from '../types';
import { type CompanionState, firstState, looksOf, type Outlines, sourcesOf } from './companionState';
import { listenToCompanion } from './controls';
import { bigPlane, type CompanionHost, type Follower } from './Follower';
import { type Link, noShift, sameGrid } from './places';
import { takeRoom } from './room';
import { Stage } from './Stage';

export interface CompanionOptions {
  /** It has the case's frame of reference: points of both can be compared as they are. */
  sameFrame: boolean;
}

const nothing = new Uint8Array(0);

/** Another series beside the case: one plane, read-only, with a window of its own. */
export class CompanionViewer {
  readonly state: Observable<CompanionState>;
  /** Whether the case's mask fits it voxel by voxel. */
  readonly fits: boolean;
  readonly #host: CompanionHost;
  readonly #series: OpenSeries;
  readonly #element: HTMLDivElement;
  readonly #palette: Palette;
  #stage: Stage;
  #off: (() => void)[] = [];
  #own: Uint8Array | null = null;
  #hovered: Index | null = null;
  #ownWindow: Window | null;
  readonly #offLayout: () => void;
  readonly #leave: () => void;

  /** Reads what the series is. Its pixels are asked for by `load`. Rejects with a sentence when there is no room for it. */
  static async open(
    element: HTMLDivElement,
    source: VolumeSource,
    host: CompanionHost,
    options: CompanionOptions,
  ): Promise<CompanionViewer> {
    const leave = takeRoom(host.viewer, source.shape, host.viewer.memory, budgetHere());
    try {
      return new CompanionViewer(await openSeries(source), element, host, { ...options, leave });
    } catch (error) {
      leave();
      throw error;
    }
  }

  private constructor(
    series: OpenSeries,
    element: HTMLDivElement,
    host: CompanionHost,
    { sameFrame, leave }: CompanionOptions & { leave: () => void },
  ) {
    const { grid } = series;
    const linked = sameFrame && grid.placed && host.grid.placed;
    this.#series = series;
    this.#host = host;
    this.#leave = leave;
    this.#element = element;
    this.#ownWindow = series.storedWindow;
    this.#palette = readPalette(element);
    this.fits = linked && sameGrid(host.grid, grid);
    this.#stage = this.#build(bigPlane(host), linked ? noShift : null);
    this.state = new Observable(firstState(series, this.#shown, linked, this.fits));
    this.#listen();
    this.#offLayout = host.viewer.layout.state.subscribe(() => this.#showAlike(bigPlane(host)));
  }

  /** Loads the pixels and shows them. Resolves when every slice is there or has failed. */
  async load(): Promise<void> {
    const loading = this.#series.load({
      onSlice: ({ z, problem, share }) => {
        this.#patch({ loaded: Math.max(this.state.get().loaded, share) });
        if (problem !== null) {
          this.#patch({ problem: `Slice ${z + 1} of this series could not be loaded.` });
        } else this.#chooseWindow();
        this.#scene.arrived(z, share === 1);
      },
    });
    this.#series.lookAt(this.#nearestScanned);
    if (!this.#series.isVolume) await loading;
    await this.#scene.show();
    this.#patch({ status: 'ready' });
    this.#scene.setWindow();
    await loading;
    this.#chooseWindow();
    this.#scene.settled();
  }

  get sliceCount(): number {
    return this.#series.grid.shape[0];
  }

  /** The window the scanner stored, or the one chosen from the values where it stored none. */
  get storedWindow(): Window {
    return this.#ownWindow ?? this.state.get().window;
  }

  setWindow(window: Window): void {
    this.#ownWindow ??= window;
    this.#patch({ window: { width: Math.max(1, window.width), level: window.level } });
    this.#scene.setWindow();
  }

  setInverted(inverted: boolean): void {
    this.#patch({ inverted });
    this.#scene.setWindow();
  }

  /** Lets it go along with the case, or lets it loose. */
  setSynced(synced: boolean): void {
    this.#follower.synced = synced;
    this.#patch({ synced });
    if (synced) this.#follower.catchUp();
  }

  /** What the case and this series show now is the same place: a person says so. */
  linkHere(): void {
    this.#follower.linkHere();
    this.#patch({ linkedBy: 'hand', synced: true });
  }

  /** One of its own slices towards the head (1) or the feet (-1). */
  step(slices: number): void {
    this.#follower.step(this.#stage.info.lastIsTop ? slices : -slices);
  }

  /** Its own approved mask, (z, y, x) uint8 on its own grid. */
  setOwnMask(mask: Uint8Array): void {
    const [z, y, x] = this.#series.grid.shape;
    if (mask.length !== z * y * x) {
      throw new RangeError(`The mask has ${mask.length} voxels, the series ${z * y * x}.`);
    }
    this.#own = mask;
    this.showOutlines('own');
  }

  showOutlines(outlines: Outlines): void {
    this.#patch({ outlines });
    this.#scene.edited();
  }

  fail(problem: string): void {
    this.#patch({ status: 'failed', problem });
  }

  /** Frees the graphics, the pixels and the listeners. */
  destroy(): void {
    this.#offLayout();
    this.#stopListening();
    this.#scene.destroy();
    this.#series.destroy();
    this.#leave();
    this.#own = null;
  }

  get #scene(): Scene {
    return this.#stage.scene;
  }

  get #follower(): Follower {
    return this.#stage.follower;
  }

  /** The slice of the scan nearest to the shared point, whichever plane is shown: its pixels come first. */
  get #nearestScanned(): number {
    return clampIndex(this.#series.grid.shape, this.#follower.focus)[0];
  }

  /** What of the state follows from the stage. */
  get #shown(): Pick<CompanionState, 'info' | 'turnedBy' | 'place'> {
    const { info, turnedBy, follower } = this.#stage;
    return { info, turnedBy, place: follower.place };
  }

  #build(hostPlane: Plane, link: Link | null, point?: Vector): Stage {
    return new Stage({
      host: this.#host,
      hostPlane,
      series: this.#series,
      element: this.#element,
      sources: sourcesOf(this.#series.grid.shape, {
        looks: () => looksOf(this.state.get(), this.#host.viewer.state.get(), this.#follower.focus),
        mask: () => this.#mask,
      }),
      link,
      point,
      moved: () => {
        this.#patch({ place: this.#follower.place });
        this.#series.lookAt(this.#nearestScanned);
      },
      failed: () => this.fail('The browser gives no graphics for this series.'),
    });
  }

  /** Another pane of the case has become the big one: shows the plane of the same name from now on. */
  #showAlike(hostPlane: Plane): void {
    const { follower, scene } = this.#stage;
    if (hostPlane === this.#stage.hostPlane) return;
    this.#stopListening();
    scene.destroy();
    this.#stage = this.#build(hostPlane, follower.link, follower.point);
    this.#follower.synced = follower.synced;
    this.#patch(this.#shown);
    this.#listen();
    void this.#scene.show().then(() => this.#scene.setWindow());
  }

  #stopListening(): void {
    for (const off of this.#off) off();
    this.#off = [];
  }

  get #mask(): Readonly<Uint8Array> {
    const { outlines } = this.state.get();
    if (outlines === 'case') return this.fits ? this.#host.mask.data : nothing;
    return (outlines === 'own' && this.#own) || nothing;
  }

  #listen(): void {
    const { viewer, scene } = this.#host;
    const pane = this.#scene.pane(this.#stage.plane);
    this.#follower.follow();
    this.#off.push(
      scene.addLayer({ draw: (...drawn) => this.#onHostDrawn(...drawn) }),
      this.#scene.addLayer({ draw: (context, camera) => this.#drawPointed(context, camera) }),
      viewer.pointed.subscribe(() => this.#onPointed()),
      this.#stage.watchMask(viewer),
      listenToCompanion({
        pane,
        follower: this.#follower,
        lastIsTop: this.#stage.info.lastIsTop,
        tool: () => viewer.state.get().tool,
        window: () => this.state.get().window,
        setWindow: (window) => this.setWindow(window),
        hover: (index) => this.#hover(index),
      }),
    );
  }

  /** In the same frame as the case: goes along, and shows on the case what is pointed at here. */
  #onHostDrawn(context: CanvasRenderingContext2D, camera: Camera, plane: Plane): void {
    if (plane !== this.#stage.hostPlane) return;
    this.#follower.follow();
    const there = this.#hovered && this.#follower.toHost(this.#hovered);
    if (there) drawMark(context, camera.toScreen(there), this.#palette);
  }

  #drawPointed(context: CanvasRenderingContext2D, camera: Camera): void {
    const pointed = this.#host.viewer.pointed.get();
    if (this.#hovered || !pointed) return;
    const here = this.#follower.fromHost(pointed.point);
    if (here) drawMark(context, camera.toScreen(here), this.#palette);
  }

  #hover(index: Index | null): void {
    this.#hovered = index;
    const there = index && this.#follower.toHost(index);
    const { viewer } = this.#host;
    viewer.pointed.set(there && pointedAt(viewer, this.#stage.hostPlane, there));
    viewer.redraw();
    this.#onPointed();
  }

  #onPointed(): void {
    const pointed = this.#host.viewer.pointed.get();
    const here = this.#hovered ?? (pointed && this.#follower.fromHost(pointed.point));
    const index = here && roundIndex(here);
    const value = index && isInside(this.#series.grid.shape, index) ? this.#series.intensity(index) : null;
    this.#patch({ value });
    this.#scene.redraw();
  }

  #chooseWindow(): void {
    if (this.#ownWindow) return;
    const middle = this.#series.slice(Math.floor(this.#series.grid.shape[0] / 2));
    if (middle) this.setWindow(windowFromValues(middle));
  }

  #patch(change: Partial<CompanionState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}
