import { expect, test } from 'vitest';
import { type Companion, checked, granted, seriesName, seriesOrigin, unhung, wishFor } from './hanging';

let ids = 0;
function series(description: string, more: Partial<Companion> = {}): Companion {
  ids += 1;
  return {
    id: ids,
    relation: 'same_study',
    apart: '',
    study_date: '20261120',
    study_description: '',
    study_instance_uid: '1.2',
    series_instance_uid: `1.2.${ids}`,
    series_number: ids,
    series_description: description,
    modality: 'MR',
    slices: [],
    geometry: { shape: [1, 1, 1], spacing: [1, 1, 1], origin: [0, 0, 0], direction: [] },
    same_frame: true,
    dicomweb_root: '/dicomweb/projects/p',
    thumbnail: null,
    case: null,
    mask: null,
    mask_hidden: false,
    ...more,
  };
}
const names = (found: readonly Companion[]) => found.map((one) => one.series_description);
const prior = (description: string, apart: string, more: Partial<Companion> = {}) =>
  series(description, { relation: 'earlier', apart, ...more });

test('the next case shows the sequence of the same description, whatever its number', () => {
  const wishes = [wishFor(series('T2 FLAIR'))];
  expect(names(granted(wishes, [series('t1'), series('t2 flair ')]))).toEqual(['t2 flair ']);
});

test('another sequence of the study does not stand in for the wished one', () => {
  expect(
    granted([wishFor(series('T2 FLAIR'))], [series('t1'), prior('T2 FLAIR', '2 months before')]),
  ).toEqual([]);
});

test('a prior is the one of the same description, else the nearest of the modality', () => {
  const wishes = [wishFor(prior('abdomen', '14 months before'))];
  const choices = [prior('chest', '1 week before'), prior('abdomen', '3 years before')];
  expect(names(granted(wishes, choices))).toEqual(['abdomen']);
  expect(names(granted(wishes, choices.slice(0, 1)))).toEqual(['chest']);
  expect(granted(wishes, [prior('chest', '', { modality: 'CT' })])).toEqual([]);
});

test('two like wishes get two series, and no wish a third', () => {
  const wishes = [wishFor(series('t1')), wishFor(series('t1'))];
  expect(names(granted(wishes, [series('t1'), series('t1'), series('t1')]))).toEqual(['t1', 't1']);
});

test('a series says what it is and where it comes from', () => {
  expect(seriesName(series('', { modality: 'CT', series_number: 4 }))).toBe('CT 4');
  expect(seriesOrigin(series('x'))).toBe('same study');
  expect(seriesOrigin(prior('x', '14 months before'))).toBe('14 months before');
  expect(seriesOrigin(series('x', { relation: 'unknown' }))).toBe('another study, no date');
});

test('what storage holds is taken as far as it makes sense', () => {
  expect(checked(null)).toEqual(unhung);
  expect(checked({ open: true, wishes: [{ from: 'moon' }, wishFor(series('a')), 7] })).toEqual({
    open: true,
    synced: true,
    wishes: [wishFor(series('a'))],
  });
});
