import { gridOf, storedWindow } from '../cornerstone/metadata';
import type { Grid } from '../geometry';
import { usualWindow } from '../presets';
import type { ImagePane } from '../raster/ImagePane';
import { RasterPane } from '../raster/RasterPane';
import type { Index, Plane, VolumeSource, Window } from '../types';
import { type Held, hold, letGo } from './held';
import type { OpenSeries, Progress } from './Series';
import { AT_ONCE } from './SlicePixels';
import { formatOf, type Pixels } from './stored';

/** A series of two slices or more. */
export class VolumeSeries implements OpenSeries {
  readonly isVolume = true;
  readonly grid: Grid;
  readonly storedWindow: Window | null;
  readonly #source: VolumeSource;
  readonly #held: Held;
  readonly #whiteIsLow: boolean;
  #off: () => void = () => {};
  #open = true;

  private constructor(source: VolumeSource, held: Held) {
    this.#source = source;
    this.#held = held;
    this.grid = gridOf(source, held.instances);
    this.storedWindow = storedWindow(held.instances) ?? usualWindow(source.modality);
    this.#whiteIsLow = formatOf(held.instances[0] ?? {}).whiteIsLow;
  }

  static async open(source: VolumeSource, focus: number): Promise<VolumeSeries> {
    const held = await hold(source, focus, 'viewer');
    held.pixels.lookAt(focus);
    try {
      return new VolumeSeries(source, held);
    } catch (error) {
      letGo(source, 'viewer');
      throw error;
    }
  }

  get problems(): ReadonlyMap<number, string> {
    return this.#held.pixels.problems;
  }

  pane(element: HTMLDivElement, plane: Plane): ImagePane {
    const { grid } = this;
    const slices = { grid, whiteIsLow: this.#whiteIsLow, slice: (z: number) => this.slice(z) };
    return new RasterPane(element, slices, plane);
  }

  load({ onSlice }: Progress): Promise<void> {
    const { pixels } = this.#held;
    this.#off = pixels.onSlice((event) => onSlice({ ...event, share: pixels.share }));
    // What was loaded ahead is here already.
    for (let z = 0; z < this.grid.shape[0]; z++) {
      const problem = pixels.problems.get(z) ?? null;
      if (problem !== null || pixels.slice(z)) onSlice({ z, problem, share: pixels.share });
    }
    pixels.run(AT_ONCE);
    return pixels.settled;
  }

  lookAt(z: number): void {
    this.#held.pixels.lookAt(z);
  }

  retry(z: number): void {
    this.#held.pixels.retry(z);
  }

  slice(z: number): Pixels | null {
    return this.#held.pixels.slice(z);
  }

  intensity([z, y, x]: Index): number | null {
    return this.slice(z)?.[y * this.grid.shape[2] + x] ?? null;
  }

  /** Planes are drawn without a graphics context. */
  onGraphics(): () => void {
    return () => undefined;
  }

  destroy(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#off();
    letGo(this.#source, 'viewer');
  }
}
