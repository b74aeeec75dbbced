import { add, cross, type Grid, length, scale, unit } from '../geometry';
import type { VolumeSource, Window } from '../types';
import { type DicomJson, numbers, text, vector } from './dicomJson';
import { frameOf, instanceAndFrame } from './frames';
import { patientScale, projectionScale, projectionSides } from './projection';

export class SeriesProblem extends Error {}

export function seriesAddress(source: VolumeSource): string {
  const root = new URL(source.dicomwebRoot, window.location.origin).href.replace(/\/$/, '');
  return `${root}/studies/${source.studyInstanceUid}/series/${source.seriesInstanceUid}`;
}

export function frameAddress(source: VolumeSource, slice: string): string {
  const { uid, frame } = instanceAndFrame(slice);
  return `${seriesAddress(source)}/instances/${uid}/frames/${frame}`;
}

/** Fetches the metadata of a series, one entry for each slice of the source, in that order. */
export async function fetchMetadata(source: VolumeSource): Promise<DicomJson[]> {
  const response = await fetch(`${seriesAddress(source)}/metadata`, {
    headers: { Accept: 'application/dicom+json' },
  });
  if (!response.ok) {
    throw new SeriesProblem(`The server answered ${response.status} for the metadata of the series.`);
  }
  const body: unknown = await response.json();
  if (!Array.isArray(body)) throw new SeriesProblem('The metadata of the series is not a list of instances.');
  const byUid = new Map((body as DicomJson[]).map((instance) => [text(instance, '00080018'), instance]));
  return source.slices.map((slice) => {
    const { uid, frame } = instanceAndFrame(slice);
    const found = byUid.get(uid);
    if (!found)
      throw new SeriesProblem(`The series has no longer the slice ${uid} that the mask was made for.`);
    return frameOf(found, frame);
  });
}

/** The voxel grid of a series, from the position of its first and last slice. */
export function gridOf(source: VolumeSource, instances: readonly DicomJson[]): Grid {
  const first = instances[0];
  const last = instances.at(-1);
  if (!first || !last) throw new SeriesProblem('The series has no slices.');
  const position = numbers(first, '00200032', 3);
  const orientation = numbers(first, '00200037', 6);
  const placed = position !== null && orientation !== null;
  const { spacing, basis } = placed ? patientScale(first) : projectionScale(first);
  const row = unit(vector(orientation?.slice(0, 3) ?? [1, 0, 0]));
  const column = unit(vector(orientation?.slice(3, 6) ?? [0, 1, 0]));
  const origin = vector(position ?? [0, 0, 0]);
  const end = numbers(last, '00200032', 3);
  const thickness = numbers(first, '00180050', 1)?.[0] ?? 1;
  const normal = cross(row, column);
  const step =
    instances.length > 1 && end
      ? scale(add(vector(end), scale(origin, -1)), 1 / (instances.length - 1))
      : scale(normal, thickness || 1);
  return {
    shape: source.shape,
    origin,
    steps: [length(step) > 0 ? step : normal, scale(column, spacing[0] ?? 1), scale(row, spacing[1] ?? 1)],
    placed,
    basis,
    sides: placed ? undefined : projectionSides(first),
  };
}

/** The window that the scanner stored, of the middle slice; null where it stored none. */
export function storedWindow(instances: readonly DicomJson[]): Window | null {
  const middle = instances[Math.floor(instances.length / 2)];
  const level = middle && numbers(middle, '00281050', 1)?.[0];
  const width = middle && numbers(middle, '00281051', 1)?.[0];
  return level === undefined || width === undefined || level === null || width === null || width < 1
    ? null
    : { width, level };
}
