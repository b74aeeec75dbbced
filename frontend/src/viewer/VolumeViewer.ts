import { Observable } from '@/lib/observable';
import { type CompanionOptions, CompanionViewer } from './beside';
import { BoxBoard } from './boxes/BoxBoard';
import { budgetHere, type MemoryPlan, planMemory } from './budget';
import { firstState, type ViewerOptions } from './firstState';
import { type Grid, spacingOf } from './geometry';
import { MaskStore } from './mask/MaskStore';
import type { MaskAccess } from './mask/operations';
import { Painter, runOperation } from './Painter';
import { PaneControls } from './PaneControls';
import { type OpenSeries, worthTelling } from './pixels/Series';
import { windowFromValues } from './presets';
import { Scene } from './Scene';
import type { MaskSource } from './surface/Mesher';
import type { Scribble } from './tools/smart';
import type { Layer } from './tools/types';
import type { Index, Plane, Pointed, ViewerState, VolumeSource, Window } from './types';
import { ViewerPanes } from './ViewerPanes';
import { type MapKind, VoxelMaps } from './VoxelMaps';

/**
 * One case on the screen: image, mask, doubt, tools. Everything that can be asked or done is here, in plain types;
 * state is read through `state`, what lies under the mouse through `pointed`.
 */
export class VolumeViewer extends ViewerPanes {
  readonly state: Observable<ViewerState>;
  readonly pointed = new Observable<Pointed | null>(null);
  /** What was drawn last with the smart tool; somebody else makes a correction of it. */
  readonly scribble = new Observable<Scribble | null>(null);
  /** What of the case is kept in memory. */
  readonly memory: MemoryPlan;
  protected readonly grid: Grid;
  readonly #series: OpenSeries;
  readonly #store: MaskStore;
  readonly #painter: Painter;
  protected readonly scene: Scene;
  protected readonly controls: PaneControls;
  /** Boxes of findings on the image. */
  readonly boxes = new BoxBoard(
    (layer) => this.scene.addLayer(layer),
    () => this.scene.redraw(),
  );
  readonly #edited = new Set<(zs: number[]) => void>();
  #reference: Readonly<Uint8Array> | null = null;
  readonly #maps: VoxelMaps;
  #ownWindow: Window | null;

  constructor(series: OpenSeries, elements: Partial<Record<Plane, HTMLDivElement>>, options: ViewerOptions) {
    const { shape } = series.grid;
    super(options);
    this.grid = series.grid;
    this.#series = series;
    this.memory = planMemory(shape, budgetHere());
    this.#store = new MaskStore(shape);
    this.#maps = new VoxelMaps(shape);
    this.#painter = new Painter(this.#store, spacingOf(series.grid), (index) => series.intensity(index));
    this.#ownWindow = series.storedWindow;
    this.windowChosen = series.storedWindow !== null;
    this.state = new Observable(firstState(series, options));
    this.scene = new Scene(
      series,
      elements,
      {
        state: this.state.get,
        store: this.#store,
        reference: () => this.#reference,
        uncertainty: () => this.#maps.drawn,
      },
      {
        lost: () => this.patch({ graphics: 'lost' }),
        back: () => this.patch({ graphics: 'there' }),
        gone: () =>
          this.fail('The browser gives no graphics. Your edits are kept; reload the page to go on.'),
      },
    );
    this.furnish();
    this.controls = new PaneControls({
      viewer: this,
      scene: this.scene,
      painter: this.#painter,
      changed: (zs) => this.#changed(zs),
    });
  }

  /** Loads the pixels and shows them. Resolves when every slice is there or has failed. */
  async load(): Promise<void> {
    const loading = this.#series.load({ onSlice: (event) => this.#arrived(event) });
    if (!this.#series.isVolume) await loading;
    await this.scene.show();
    this.scene.setWindow();
    if (this.#series.isVolume) await loading;
    this.#chooseWindow();
    this.scene.settled();
    if (this.state.get().status === 'loading') this.patch({ status: 'ready' });
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('gyre:complete')));
  }

  /** Asks again for a slice that could not be had. */
  retrySlice(z: number): void {
    this.#series.retry(z);
    this.patch({ badSlices: this.#badSlices });
  }

  /** Why a slice could not be had, in a sentence; null for one that is here or on its way. */
  problemOf(z: number): string | null {
    return this.#series.problems.get(z) ?? null;
  }

  protected looked(focus: Index): void {
    this.#series.lookAt(focus[0]);
  }

  get #badSlices(): number[] {
    return [...this.#series.problems.keys()].sort((a, b) => a - b);
  }

  #arrived({ z, problem, share }: { z: number; problem: string | null; share: number }): void {
    const change: Partial<ViewerState> = {};
    if (worthTelling(share, this.state.get().loaded)) change.loaded = share;
    if (problem !== null || this.state.get().badSlices.includes(z)) {
      change.badSlices = this.#badSlices;
    }
    // The slice that one looks at is enough to begin.
    if (z === this.state.get().focus[0] && this.state.get().status === 'loading') change.status = 'ready';
    if (Object.keys(change).length > 0) this.patch(change);
    if (problem === null) this.#chooseWindow();
    this.scene.arrived(z, share === 1);
  }

  /** The window the scanner stored, or the one chosen from the values where it stored none. */
  get storedWindow(): Window {
    return this.#ownWindow ?? this.state.get().window;
  }

  // Mask

  /** Takes over a whole mask, (z, y, x) uint8, as loaded or as replaced by a newer one. Clears undo. */
  setMask(mask: Uint8Array): void {
    this.#store.load(mask);
    this.patch({ maskVersion: this.state.get().maskVersion + 1, undoable: 0, redoable: 0 });
    this.scene.edited();
  }

  /** A copy of the mask, (z, y, x) uint8. */
  getMask(): Uint8Array {
    return this.#store.data.slice();
  }

  /** A copy of one slice of the mask, (y, x) uint8. */
  getSlice(z: number): Uint8Array {
    const size = this.shape[1] * this.shape[2];
    return this.#store.data.slice(z * size, (z + 1) * size);
  }

  /** The mask for who reads all of it piece by piece. */
  get maskSource(): MaskSource {
    const size = this.shape[1] * this.shape[2];
    return { grid: this.grid, slab: (from, to) => this.#store.data.slice(from * size, to * size) };
  }

  volumeMl(label: number): number {
    return this.#store.count(label) * this.voxelMl;
  }

  voxelCount(label: number): number {
    return this.#store.count(label);
  }

  /** Volume that differs from the pre-label, ml; null without one. */
  editedMl(): number | null {
    return this.#reference && this.#store.differing(this.#reference) * this.voxelMl;
  }

  /** Calls back with the slices (z) that a stroke, an operation, undo or redo has changed. */
  onEdited(listener: (zs: number[]) => void): () => void {
    this.#edited.add(listener);
    return () => this.#edited.delete(listener);
  }

  /** Whether a stroke is in progress. */
  get drawing(): boolean {
    return this.controls.drawing;
  }

  /** Takes a stroke in progress back; true when there was one. */
  cancelStroke(): boolean {
    return this.controls.cancelStroke();
  }

  /** Draws something above the labels of every pane from now on; returns what takes it away. */
  addLayer(layer: Layer): () => void {
    return this.scene.addLayer(layer);
  }

  redraw(): void {
    this.scene.redraw();
  }

  /** Ends a stroke in progress. Await it before the mask is sent, undone or left. */
  settle(): Promise<void> {
    this.controls.finishStroke();
    return Promise.resolve();
  }

  /** One undoable step made by code; locked and hidden labels are left alone. */
  applyOperation(name: string, operate: (access: MaskAccess) => void): void {
    if (!this.state.get().editable) return;
    this.controls.finishStroke();
    this.#changed(runOperation(this.#store, this.state.get().labels, name, operate));
  }

  undo(): void {
    if (!this.state.get().editable) return;
    this.controls.finishStroke();
    this.#changed(this.#store.undo());
  }

  redo(): void {
    if (!this.state.get().editable) return;
    this.controls.finishStroke();
    this.#changed(this.#store.redo());
  }

  /** The model's proposal: drawn dashed where it was changed; kept as it is, not to be written to. Null takes it away. */
  setReference(mask: Readonly<Uint8Array> | null): void {
    this.#reference = mask;
    this.scene.edited();
  }

  /** A map over the volume, see `VoxelMaps`; null takes it away. */
  setMap(kind: MapKind, map: Readonly<Uint8Array> | null): void {
    this.#maps.put(kind, map);
    this.patch(kind === 'doubt' ? { hasUncertainty: map !== null } : { heatShown: map !== null });
    this.scene.edited();
  }

  /** The pixels of one slice in modality units, (y, x); null while it has not arrived. Not to be written to. */
  imageOf(z: number): ArrayLike<number> | null {
    return this.#series.slice(z);
  }

  intensityAt(index: Index): number | null {
    return this.#series.intensity(index);
  }

  labelAt([z, y, x]: Index): number {
    return this.#store.data[(z * this.shape[1] + y) * this.shape[2] + x] ?? 0;
  }

  mapAt(kind: MapKind, index: Index): number | null {
    return this.#maps.at(kind, index);
  }

  /** Opens another series on an element beside this case's panes. */
  openBeside(
    element: HTMLDivElement,
    source: VolumeSource,
    options: CompanionOptions,
  ): Promise<CompanionViewer> {
    const host = { viewer: this, grid: this.grid, scene: this.scene, mask: this.#store };
    return CompanionViewer.open(element, source, host, options);
  }

  /** Frees the graphics, the pixels and the listeners. The viewer is not to be used afterwards. */
  destroy(): void {
    this.cine.stop();
    this.controls.destroy();
    this.scene.destroy();
    this.#series.destroy();
    this.#edited.clear();
  }

  #changed(zs: number[]): void {
    this.patch({ undoable: this.#store.undoable, redoable: this.#store.redoable });
    if (zs.length === 0) return;
    this.cine.stop();
    this.patch({ maskVersion: this.state.get().maskVersion + 1 });
    this.scene.edited();
    for (const listener of this.#edited) listener(zs);
  }

  #chooseWindow(): void {
    if (this.windowChosen) return;
    const middle =
      this.#series.slice(Math.floor(this.shape[0] / 2)) ?? this.#series.slice(this.state.get().focus[0]);
    if (!middle) return;
    this.#ownWindow = windowFromValues(middle);
    this.setWindow(this.#ownWindow);
  }

  /** Says in the state that the picture is not to be trusted any more. */
  fail(problem: string): void {
    this.patch({ status: 'failed', problem });
  }
}
