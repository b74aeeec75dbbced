import type { Chip } from '../logic/chips';

/** What a PACS is asked for, in DICOM's words: matched there, with `*` and `?`. */
export const PACS_ATTRIBUTES = [
  'PatientID',
  'PatientName',
  'StudyDate',
  'Modality',
  'StudyDescription',
  'SeriesDescription',
  'BodyPartExamined',
  'AccessionNumber',
] as const;

/** The chips as the server takes them. They travel in a body and are kept nowhere: they name patients. */
export const askedOf = (chips: Chip[]): Record<string, string> =>
  Object.fromEntries(chips.map(({ name, value }) => [name, value]));
