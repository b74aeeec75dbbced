import type { Grid } from '../geometry';
import type { ImagePane } from '../raster/ImagePane';
import type { Index, Plane, Window } from '../types';

export interface Progress {
  /** A slice has come (`problem` null) or failed. */
  onSlice(event: { z: number; problem: string | null; share: number }): void;
}

/** The browser may take the graphics away for a while. */
export interface GraphicsEvents {
  /** The last picture stays, or none. */
  lost(): void;
  /** It is drawn again. */
  back(): void;
  /** They do not come back. */
  gone(): void;
}

/** The pixels of one series that a viewer shows, addressed by the z of the contract, and what draws them. */
export interface OpenSeries {
  readonly grid: Grid;
  /** The window the scanner stored; null where it stored none. */
  readonly storedWindow: Window | null;
  /** A single image is one pane; two slices or more are a volume with three planes. */
  readonly isVolume: boolean;
  /** The slices that could not be had, and why. */
  readonly problems: ReadonlyMap<number, string>;
  pane(element: HTMLDivElement, plane: Plane): ImagePane;
  /** Starts loading; resolves when every slice has arrived or failed. */
  load(progress: Progress): Promise<void>;
  /** Somebody looks at this slice now: it and its neighbours come first. */
  lookAt(z: number): void;
  /** Asks for one failed slice again. */
  retry(z: number): void;
  /** The pixels of one slice in modality units, (y, x); null while it has not arrived. Live, not to be written to. */
  slice(z: number): ArrayLike<number> | null;
  /** The intensity of one voxel in modality units, or null while its slice has not arrived. */
  intensity(index: Index): number | null;
  /** Tells when there is nothing to draw with, and when there is again. What uses no graphics never calls. */
  onGraphics(events: GraphicsEvents): () => void;
  /** Frees everything the series holds. */
  destroy(): void;
}

/** Whether the share of slices that have come is told anew: each telling draws the page, so not for every slice. */
export const worthTelling = (share: number, told: number): boolean => share === 1 || share - told >= 0.05;
