import { Observable } from '@/lib/observable';
import { Cine } from './Cine';
import { readPalette } from './colours';
import type { ScaleBasis } from './geometry';
import { PaneLayout } from './layout/PaneLayout';
import { sliceAxes } from './mask/slices';
import { measureLayer } from './measures/layer';
import { Measures } from './measures/Measures';
import { tabMemory } from './measures/memory';
import { scaleBarLayer } from './measures/scaleBar';
import { basisOf, wordsOf } from './measures/words';
import { type Preset, presetsFor, sampleOf } from './presets';
import { axisOf, type Index, type Plane, type VolumeSource, type Window } from './types';
import { ViewerPlaces } from './ViewerPlaces';

/** The part of a viewer that knows the panes: which are shown, which one the keys mean, what is played in them. */
export abstract class ViewerPanes extends ViewerPlaces {
  readonly layout: PaneLayout;
  /** The pane last pointed at or focused. */
  readonly active = new Observable<Plane>('z');
  readonly cine: Cine;
  readonly measures: Measures;
  readonly modality: string;
  #presets: readonly Preset[] | null = null;

  constructor({ layout, source }: { layout?: PaneLayout; source?: VolumeSource }) {
    super();
    this.modality = source?.modality ?? '';
    this.measures = new Measures(source ? tabMemory(source.seriesInstanceUid) : null);
    this.layout = layout ?? new PaneLayout();
    const host = this;
    this.cine = new Cine({
      get shape(): Index {
        return host.shape;
      },
      slice: (plane) => this.state.get().focus[axisOf[plane]],
      show: (plane, slice) => this.jumpToSlice(plane, slice),
    });
  }

  abstract intensityAt(index: Index): number | null;
  abstract get storedWindow(): Window;
  abstract imageOf(z: number): ArrayLike<number> | null;

  /** What a millimetre of this series means. */
  get basis(): ScaleBasis {
    return basisOf(this.grid);
  }

  /** "HU", or empty where intensities have no unit. */
  get unit(): string {
    return this.modality === 'CT' ? 'HU' : '';
  }

  /** Window presets in the order of their keys. Where they come from the values, they settle when all slices are there. */
  get presets(): readonly Preset[] {
    if (this.#presets) return this.#presets;
    const found = presetsFor(
      this.modality,
      this.storedWindow,
      sampleOf(this.shape[0], (z) => this.imageOf(z)),
    );
    if (this.state.get().loaded >= 1) this.#presets = found;
    return found;
  }

  /** Brings the panes to the shared point, and puts rulers and scale bars on them. */
  protected furnish(): void {
    this.scene.follow(this.state.get().focus);
    const first = this.scene.planes[0];
    if (!first) return;
    const palette = readPalette(this.scene.pane(first).element);
    const { grid, measures, unit } = this;
    this.scene.addLayer(scaleBarLayer(grid, palette));
    this.scene.addLayer(
      measureLayer({ grid, measures, unit, palette, intensity: (index) => this.intensityAt(index) }),
    );
    measures.all.subscribe(() => this.scene.redraw());
    measures.selected.subscribe(() => this.scene.redraw());
  }

  /** What stands beside each measure, in their order. */
  measured(): string[][] {
    const intensity = (index: Index) => this.intensityAt(index);
    return this.measures.all.get().map((each) => wordsOf(this.grid, each, this.unit, intensity));
  }

  /** Walks slices of the active pane; up is towards the head where that has a meaning. */
  stepSlice(steps: number): void {
    const plane = this.active.get();
    const up = this.planes.find((each) => each.plane === plane)?.lastIsTop ? 1 : -1;
    this.jumpToSlice(plane, this.state.get().focus[axisOf[plane]] + up * steps);
  }

  /** Moves the crosshair by voxels of the active pane, as it lies on the screen: right and down. */
  nudge(right: number, down: number): void {
    const plane = this.active.get();
    const { affine } = this.scene.pane(plane).camera;
    const { u, v } = sliceAxes[plane];
    const focus = [...this.state.get().focus] as [number, number, number];
    // u runs across the screen where it moves it more than v does.
    const flat = Math.abs(affine[0]) >= Math.abs(affine[2]);
    const [across, along] = flat ? [u, v] : [v, u];
    focus[across] += right * Math.sign(flat ? affine[0] : affine[2]);
    focus[along] += down * Math.sign(flat ? affine[3] : affine[1]);
    this.jumpTo(focus);
  }
}
