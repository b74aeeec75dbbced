import { expect, test } from 'vitest';
import { PACS_ATTRIBUTES } from '../pacs/attributes';
import { chipsOf, chipValue, parseChip, splitPrivate, withChip } from './chips';

const value = (text: string) => {
  const parsed = parseChip(text);
  return 'chip' in parsed ? `${parsed.chip.name}=${parsed.chip.value}` : parsed.problem;
};

test('an attribute is found in any case, with any of the usual signs', () => {
  expect(value('modality = MR')).toBe('Modality=MR');
  expect(value('Manufacturer: Canon*')).toBe('Manufacturer=Canon*');
  expect(value('StudyDescription head and neck')).toBe('StudyDescription=head and neck');
});

test('a thickness may be bounded from one or both sides', () => {
  expect(value('SliceThickness <= 5')).toBe('SliceThickness=-5');
  expect(value('SliceThickness >= 1.5 mm')).toBe('SliceThickness=1.5-');
  expect(value('SliceThickness = 1 to 3')).toBe('SliceThickness=1-3');
  expect(value('SliceThickness = 2')).toBe('SliceThickness=2');
});

test('a date is taken in ISO and sent in DICOM', () => {
  expect(value('StudyDate >= 2026-06-01')).toBe('StudyDate=20260601-');
  expect(value('StudyDate = 2026-06-01 to 2026-06-30')).toBe('StudyDate=20260601-20260630');
});

test('what cannot be searched says what can', () => {
  expect(value('Kernel = FC08')).toMatch(/^Kernel cannot be searched. Expected one of Modality,/);
  expect(value('SliceThickness = thin')).toMatch(/^SliceThickness: expected a thickness/);
  expect(value('Modality >= MR')).toMatch(/is text/);
  expect(value('Canon')).toMatch(/^Expected an attribute/);
});

test('a PACS is asked for what a PACS knows', () => {
  expect(parseChip('PatientName = Doe*', PACS_ATTRIBUTES)).toEqual({
    chip: { name: 'PatientName', value: 'Doe*' },
  });
  expect(parseChip('StudyDate >= 2026-06-01', PACS_ATTRIBUTES)).toEqual({
    chip: { name: 'StudyDate', value: '20260601-' },
  });
  expect(parseChip('state = ready', PACS_ATTRIBUTES)).toEqual({
    problem: expect.stringMatching(/^state cannot be searched. Expected one of PatientID,/),
  });
});

test('a chip reads as a person would say it', () => {
  expect(chipValue({ name: 'SliceThickness', value: '-5' })).toBe('≤ 5 mm');
  expect(chipValue({ name: 'SliceThickness', value: '1-3' })).toBe('1 to 3 mm');
  expect(chipValue({ name: 'StudyDate', value: '20260601-' })).toBe('from 2026-06-01');
  expect(chipValue({ name: 'Modality', value: 'MR' })).toBe('MR');
});

test('an address that says nothing shows what can still be assigned', () => {
  expect(chipsOf(new URLSearchParams()).map(chipValue)).toEqual(['ready, drafted or picked']);
  expect(chipsOf(new URLSearchParams('view=held')).map(chipValue)).toEqual(['ready, drafted or picked']);
  expect(chipsOf(new URLSearchParams('sort=number'))).toEqual([]);
});

test('an attribute stands once; an address gives only what can be searched', () => {
  const first = [{ name: 'Modality', value: 'CT' }];
  expect(withChip(first, { name: 'Modality', value: 'MR' })).toEqual([{ name: 'Modality', value: 'MR' }]);
  expect(chipsOf(new URLSearchParams('Modality=MR&sort=-score&x=1'))).toEqual([
    { name: 'Modality', value: 'MR' },
  ]);
});

test('who a patient is stands in no address', () => {
  const [modality, patient] = [
    { name: 'Modality', value: 'CT' },
    { name: 'PatientID', value: '4711' },
  ] as const;
  expect(splitPrivate([modality, patient])).toEqual({ open: [modality], hidden: [patient] });
});
