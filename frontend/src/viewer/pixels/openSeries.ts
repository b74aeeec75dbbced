import type { VolumeSource } from '../types';
import type { OpenSeries } from './Series';
import { VolumeSeries } from './VolumeSeries';

/** A series to look at, `focus` being the slice that is wanted first. What draws single images is large: volumes do without it. */
export async function openSeries(
  source: VolumeSource,
  focus = Math.floor(source.shape[0] / 2),
): Promise<OpenSeries> {
  if (source.slices.length > 1) return VolumeSeries.open(source, focus);
  const { ImageSeries } = await import('../cornerstone/ImageSeries');
  return ImageSeries.open(source);
}
