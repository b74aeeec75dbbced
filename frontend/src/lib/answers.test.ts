import { expect, test } from 'vitest';
import {
  type Answers,
  type Asked,
  asAnswers,
  canonical,
  unanswered,
  withBox,
  withBoxAt,
  withOthersAbsent,
  withState,
} from './answers';
import { sha256Hex } from './bytes';

const asked: Asked[] = [
  { key: 'mass', name: 'Mass', asks_boxes: true },
  { key: 'view', name: 'Poor view' },
  { key: 'none', name: 'No finding', excludes_others: true },
];
const box = { slice: '1.2', box: [1, 2, 3, 4] };
const mass: Answers = { mass: { state: 'present', boxes: [box] } };

test('the bytes and their hash are those of the server', async () => {
  const answers: Answers = { view: { state: 'absent', boxes: [] }, ...mass };
  expect(canonical(answers)).toBe(
    '{"mass":{"boxes":[{"box":[1,2,3,4],"slice":"1.2"}],"state":"present"},"view":{"boxes":[],"state":"absent"}}',
  );
  // The same value stands in tests/labeling/imaging/test_findings.py.
  expect(await sha256Hex(new TextEncoder().encode(canonical(answers)))).toBe(
    'c65431f95424915d9261cf82f6e55723b6a6105345e66df01f8c10ae6c7a92f3',
  );
});

test('what is absent has no boxes; what is uncertain keeps them', () => {
  expect(withState(mass, asked, 'mass', 'uncertain').mass?.boxes).toEqual([box]);
  expect(withState(mass, asked, 'mass', 'absent').mass?.boxes).toEqual([]);
  expect(withState(mass, asked, 'mass', null)).toEqual({});
});

test('"no finding" and a finding take each other away', () => {
  const none = withState(mass, asked, 'none', 'present');
  expect(none).toEqual({ mass: { state: 'absent', boxes: [] }, none: { state: 'present', boxes: [] } });
  expect(withState(none, asked, 'mass', 'uncertain').none?.state).toBe('absent');
  expect(withState(none, asked, 'mass', 'absent').none?.state).toBe('present');
});

test('all others absent leaves the answers that are there, and says so where nothing was found', () => {
  expect(withOthersAbsent(mass, asked)).toEqual({
    ...mass,
    view: { state: 'absent', boxes: [] },
    none: { state: 'absent', boxes: [] },
  });
  expect(withOthersAbsent({}, asked).none?.state).toBe('present');
  const said: Answers = { none: { state: 'uncertain', boxes: [] } };
  expect(withOthersAbsent(said, asked).none?.state).toBe('uncertain');
});

test('a drawn box makes a finding present, not a doubt a certainty', () => {
  expect(withBox({}, asked, 'mass', box)).toEqual(mass);
  const doubt: Answers = { mass: { state: 'uncertain', boxes: [] } };
  expect(withBox(doubt, asked, 'mass', box).mass).toEqual({ state: 'uncertain', boxes: [box] });
  const none = withState({}, asked, 'none', 'present');
  expect(withBox(none, asked, 'mass', box).none?.state).toBe('absent');
});

test('a box is moved and taken away at its place', () => {
  const moved = { slice: '1.2', box: [2, 2, 4, 4] };
  expect(withBoxAt(mass, 'mass', 0, moved).mass?.boxes).toEqual([moved]);
  expect(withBoxAt(mass, 'mass', 0, null).mass).toEqual({ state: 'present', boxes: [] });
  expect(withBoxAt(mass, 'view', 0, null)).toBe(mass);
});

test('a proposal becomes answers where it speaks, with the boxes of what it finds', () => {
  const said = asAnswers({ view: { state: 'uncertain', boxes: [] } }, asked, {
    mass: { probability: 0.5, boxes: [{ ...box, probability: 0.4 }] },
    none: { probability: 0.1, boxes: [] },
  });
  expect(said).toEqual({
    ...mass,
    view: { state: 'uncertain', boxes: [] },
    none: { state: 'absent', boxes: [] },
  });
  expect(unanswered(said, asked)).toEqual([]);
  expect(unanswered(mass, asked)).toEqual(['view', 'none']);
});
