import * as core from '@cornerstonejs/core';
import * as loader from '@cornerstonejs/dicom-image-loader';
import type { Grid } from '../geometry';
import type { Index, VolumeSource, Window } from '../types';
import { startEngine } from './engine';
import { fetchMetadata, gridOf, imageIdOf, storedWindow } from './metadata';

let opened = 0;

/** How many open series use an image: two panes side by side may show the same scan. */
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

interface Progress {
  onLoaded(fraction: number): void;
  onFailedSlice(z: number): void;
}

/**
 * The pixels of one series in the library's cache, addressed by the z of the contract.
 *
 * The library sorts slices its own way; every access here goes from z to the slice's key to image id, never by the
 * library's own index.
 */
export class LoadedSeries {
  readonly volumeId: string;
  readonly grid: Grid;
  readonly storedWindow: Window | null;
  readonly imageIds: readonly string[];
  #pixels: (ArrayLike<number> | null)[];
  #volume: core.Types.IStreamingImageVolume | null = null;
  #stop: () => void = () => {};

  private constructor(source: VolumeSource, grid: Grid, stored: Window | null) {
    this.volumeId = `cornerstoneStreamingImageVolume:${source.seriesInstanceUid}:${++opened}`;
    this.grid = grid;
    this.storedWindow = stored;
    this.imageIds = source.slices.map((slice) => imageIdOf(source, slice));
    this.#pixels = source.slices.map(() => null);
  }

  static async open(source: VolumeSource): Promise<LoadedSeries> {
    await startEngine();
    const instances = await fetchMetadata(source);
    const series = new LoadedSeries(source, gridOf(source, instances), storedWindow(instances));
    series.imageIds.forEach((imageId, z) => {
      use(imageId, 1);
      loader.wadors.metaDataManager.add(imageId, (instances[z] ?? {}) as never);
    });
    if (series.isVolume) {
      series.#volume = (await core.volumeLoader.createAndCacheVolume(series.volumeId, {
        imageIds: [...series.imageIds],
      })) as core.Types.IStreamingImageVolume;
    }
    return series;
  }

  /** A single image is shown as it is; two slices or more make a volume with three planes. */
  get isVolume(): boolean {
    return this.imageIds.length > 1;
  }

  /** Starts loading; resolves when every slice has arrived or failed. */
  load(progress: Progress): Promise<void> {
    if (!this.#volume) return this.#loadSingle(progress);
    const volume = this.#volume;
    const zOf = new Map(this.imageIds.map((imageId, z) => [imageId, z]));
    const loaded = (event: Event) => {
      const detail = (event as CustomEvent<{ volumeId: string; framesProcessed: number }>).detail;
      if (detail.volumeId === this.volumeId) progress.onLoaded(detail.framesProcessed / this.imageIds.length);
    };
    const failed = (event: Event) => {
      const z = zOf.get((event as CustomEvent<{ imageId: string }>).detail.imageId);
      if (z !== undefined) progress.onFailedSlice(z);
    };
    core.eventTarget.addEventListener(core.EVENTS.IMAGE_VOLUME_MODIFIED, loaded);
    core.eventTarget.addEventListener(core.EVENTS.IMAGE_LOAD_ERROR, failed);
    this.#stop = () => {
      core.eventTarget.removeEventListener(core.EVENTS.IMAGE_VOLUME_MODIFIED, loaded);
      core.eventTarget.removeEventListener(core.EVENTS.IMAGE_LOAD_ERROR, failed);
      volume.cancelLoading?.();
    };
    return new Promise((resolve) => (volume as { load(done: () => void): void }).load(resolve));
  }

  async #loadSingle(progress: Progress): Promise<void> {
    try {
      await core.imageLoader.loadAndCacheImage(this.imageIds[0] ?? '');
      progress.onLoaded(1);
    } catch {
      progress.onFailedSlice(0);
    }
  }

  /** The pixels of one slice in modality units, (y, x); null while it has not arrived. Live, not to be written to. */
  slice(z: number): ArrayLike<number> | null {
    const known = this.#pixels[z];
    if (known) return known;
    const imageId = this.imageIds[z];
    const image = imageId ? core.cache.getImage(imageId) : undefined;
    const pixels = image?.voxelManager?.getScalarData() ?? null;
    this.#pixels[z] = pixels;
    return pixels;
  }

  /** The intensity of one voxel in modality units, or null while its slice has not arrived. */
  intensity([z, y, x]: Index): number | null {
    return this.slice(z)?.[y * this.grid.shape[2] + x] ?? null;
  }

  /** Frees everything the series holds: pixels, textures, metadata. */
  destroy(): void {
    this.#stop();
    this.#pixels = [];
    if (this.#volume) core.cache.removeVolumeLoadObject(this.volumeId);
    for (const imageId of this.imageIds) {
      if (use(imageId, -1) > 0) continue;
      if (core.cache.getImageLoadObject(imageId)) core.cache.removeImageLoadObject(imageId, { force: true });
      retire(imageId);
    }
    this.#volume = null;
  }
}
