import type { ViewerOptions } from './firstState';
import { openSeries } from './pixels/openSeries';
import type { Plane, VolumeSource } from './types';
import { VolumeViewer } from './VolumeViewer';

/**
 * Opens a series on up to three elements. Resolves as soon as the viewer takes a mask and input; the pixels stream in
 * afterwards (`state.loaded`). Rejects with a sentence when the metadata cannot be had.
 */
export async function openVolume(
  elements: Partial<Record<Plane, HTMLDivElement>>,
  source: VolumeSource,
  options: ViewerOptions,
): Promise<VolumeViewer> {
  const series = await openSeries(source, options.focus?.[0]);
  const viewer = new VolumeViewer(series, elements, { source, ...options });
  viewer
    .load()
    .catch(() =>
      viewer.fail('The scan could not be shown. Your edits are kept; reload the page to try again.'),
    );
  return viewer;
}
