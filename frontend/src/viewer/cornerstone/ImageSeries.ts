import * as core from '@cornerstonejs/core';
import * as loader from '@cornerstonejs/dicom-image-loader';
import { GraphicsRecovery } from '../GraphicsRecovery';
import type { Grid } from '../geometry';
import type { GraphicsEvents, OpenSeries, Progress } from '../pixels/Series';
import type { ImagePane } from '../raster/ImagePane';
import type { Index, VolumeSource, Window } from '../types';
import { hasGraphics, newEngine, startEngine, watchContexts } from './engine';
import { fetchMetadata, frameAddress, gridOf, storedWindow } from './metadata';
import { StackPane } from './StackPane';

let opened = 0;

/** How many open series use an image: two panes side by side may show the same film. */
const users = new Map<string, number>();

function use(imageId: string, change: 1 | -1): number {
  const count = (users.get(imageId) ?? 0) + change;
  if (count > 0) users.set(imageId, count);
  else users.delete(imageId);
  return count;
}

/** A frame that is being decoded still asks for its metadata: that goes a while later, if nobody has opened it again. */
function retire(imageId: string): void {
  setTimeout(() => {
    if (!users.has(imageId)) loader.wadors.metaDataManager.remove(imageId);
  }, 20_000);
}

/** A single image: fetched, decoded and drawn by the library, on the graphics card where there is one. */
export class ImageSeries implements OpenSeries {
  readonly isVolume = false;
  readonly grid: Grid;
  readonly storedWindow: Window | null;
  readonly problems = new Map<number, string>();
  readonly #imageId: string;
  readonly #panes: StackPane[] = [];
  readonly #listeners = new Set<GraphicsEvents>();
  readonly #recovery = new GraphicsRecovery({
    lost: () => {
      for (const each of this.#listeners) each.lost();
    },
    recover: () => this.#recover(),
    gaveUp: () => {
      for (const each of this.#listeners) each.gone();
    },
  });
  #engine = newEngine(`gyre-${++opened}`, 1);
  #off = watchContexts(this.#engine.id, this.#recovery);
  #load: () => void = () => {};
  #pixels: ArrayLike<number> | null = null;

  private constructor(imageId: string, grid: Grid, stored: Window | null) {
    this.#imageId = imageId;
    this.grid = grid;
    this.storedWindow = stored;
  }

  static async open(source: VolumeSource): Promise<ImageSeries> {
    await startEngine();
    const instances = await fetchMetadata(source);
    const imageId = `wadors:${frameAddress(source, source.slices[0] ?? '')}`;
    const series = new ImageSeries(imageId, gridOf(source, instances), storedWindow(instances));
    use(imageId, 1);
    loader.wadors.metaDataManager.add(imageId, (instances[0] ?? {}) as never);
    return series;
  }

  pane(element: HTMLDivElement): ImagePane {
    const pane = new StackPane(this.#engine, element, this.grid, this.#imageId);
    this.#panes.push(pane);
    return pane;
  }

  load({ onSlice }: Progress): Promise<void> {
    const load = async () => {
      try {
        await core.imageLoader.loadAndCacheImage(this.#imageId);
        this.problems.clear();
        onSlice({ z: 0, problem: null, share: 1 });
      } catch {
        const problem = 'The image could not be had or not be decoded.';
        this.problems.set(0, problem);
        onSlice({ z: 0, problem, share: 1 });
      }
    };
    this.#load = load;
    return load();
  }

  lookAt(): void {}

  retry(): void {
    if (core.cache.getImageLoadObject(this.#imageId)) core.cache.removeImageLoadObject(this.#imageId);
    this.#load();
  }

  slice(): ArrayLike<number> | null {
    this.#pixels ??= core.cache.getImage(this.#imageId)?.voxelManager?.getScalarData() ?? null;
    return this.#pixels;
  }

  intensity([, y, x]: Index): number | null {
    return this.slice()?.[y * this.grid.shape[2] + x] ?? null;
  }

  onGraphics(events: GraphicsEvents): () => void {
    this.#listeners.add(events);
    return () => this.#listeners.delete(events);
  }

  destroy(): void {
    this.#pixels = null;
    this.#off();
    this.#recovery.close();
    this.#engine.destroy();
    if (use(this.#imageId, -1) > 0) return;
    if (core.cache.getImageLoadObject(this.#imageId)) {
      core.cache.removeImageLoadObject(this.#imageId, { force: true });
    }
    retire(this.#imageId);
  }

  /** Draws on a new context. The image is in the cache, so nothing is fetched; where one looks stays. */
  async #recover(): Promise<void> {
    if (!hasGraphics()) throw new Error('The browser gives no graphics yet.');
    this.#off();
    this.#engine.destroy();
    this.#engine = newEngine(`gyre-${++opened}`, 1);
    this.#off = watchContexts(this.#engine.id, this.#recovery);
    for (const pane of this.#panes) await pane.moveTo(this.#engine);
    for (const each of this.#listeners) each.back();
  }
}
