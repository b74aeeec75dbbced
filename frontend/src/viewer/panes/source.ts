import type { Index, VolumeSource } from '../types';

/** What the API says of a case, as far as a viewer needs it. */
export interface CaseImages {
  study_instance_uid: string;
  series_instance_uid: string;
  slices: readonly string[];
  dicomweb_root: string;
  modality: string;
  geometry: { shape: readonly number[] } | null;
}

/** The series of a case. Throws RangeError for a case whose series forms no volume. */
export function sourceOf(of: CaseImages): VolumeSource {
  const [z, y, x] = of.geometry?.shape ?? [];
  if (z === undefined || y === undefined || x === undefined) {
    throw new RangeError('The series of this case forms no volume, so there is nothing to draw on.');
  }
  const shape: Index = [z, y, x];
  return {
    dicomwebRoot: of.dicomweb_root,
    studyInstanceUid: of.study_instance_uid,
    seriesInstanceUid: of.series_instance_uid,
    slices: of.slices,
    shape,
    modality: of.modality,
  };
}
