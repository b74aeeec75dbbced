import { expect, test } from '@playwright/test';
import { drawSomething, fix, openNext, openReturned, reloadUnsaved, undoAll } from './annotator';
import { Editor } from './editor';
import {
  download,
  freeze,
  models,
  type Round,
  rounds,
  seeLiveModel,
  seeNewPicks,
  trainingIsOver,
  trainings,
} from './engineer';
import { assignTo, saveCohort, searchScans, selectCases, setPolicy } from './lead';
import { arrive, openTab, type Person, SLUG, type Who } from './people';
import { decide, openFirstReview, pinComment, seeMask } from './reviewer';
import { ask, askMask } from './server';
import { type Approved, checkSnapshot, expectCase } from './snapshot';

/** Longer than a first training on a machine that is busy with other things. */
const STAGE_MS = 1_200_000;
/** More than the steps take that `tests/run_journey.py` allows, where the first model had hardly any. */
const TRAIN_SECONDS = 600;
const COMMENT = 'The tail ends too early here.';

test.describe.configure({ mode: 'serial' });
test.setTimeout(STAGE_MS);

const people: Partial<Record<Who, Person>> = {};
const page = (who: Who) => {
  const person = people[who];
  if (!person) throw new Error(`${who} has not arrived.`);
  return person.page;
};

/** What the journey knows of the two cases it follows. */
const story = {
  names: [] as string[],
  sent: new Map<string, { mask: Buffer; revision: number }>(),
  slice: 0,
  round: null as Round | null,
};
const [first, second] = [() => story.names[0] ?? '', () => story.names[1] ?? ''];

test.afterAll(async () => {
  for (const person of Object.values(people)) await person.page.context().close();
});

test('the first model is there and has picked', async ({ browser }) => {
  people.lead = await arrive(browser, 'lead');
  await trainingIsOver(page('lead'), 1);
  await expect.poll(async () => (await rounds(page('lead'))).length, { timeout: STAGE_MS }).toBe(1);
  expect(await models(page('lead'))).toMatchObject([{ number: 1, state: 'champion' }]);
});

test('the lead searches, saves a cohort and assigns it', async () => {
  await setPolicy(page('lead'), { trainAfter: 2, trainSeconds: TRAIN_SECONDS });
  await openTab(page('lead'), 'Cohorts');
  await searchScans(page('lead'), 'Modality', 'MR');
  await searchScans(page('lead'), 'SeriesDescription', 'hippocampus_*');
  const names = await selectCases(page('lead'), 2);
  await saveCohort(page('lead'), 'Journey', 2);
  await assignTo(page('lead'), 'Anna Annotator', 2);
  expect(new Set(names).size).toBe(2);
});

test('the annotator draws, undoes exactly, is saved, reloads without loss and submits', async ({
  browser,
}) => {
  people.annotator = await arrive(browser, 'annotator');
  const { editor, annotation } = await openNext(page('annotator'));
  story.names.push(await editor.caseName());
  const opened = await editor.stored(annotation);
  await drawSomething(editor, annotation);
  await undoAll(editor, annotation, opened);
  const drawn = await drawSomething(editor, annotation);

  await page('annotator').reload();
  await editor.ready();
  expect((await editor.stored(annotation)).equals(drawn)).toBe(true);
  await reloadUnsaved(editor, annotation);

  const shown = await editor.stored(annotation);
  const { sent, revision, next } = await editor.submit();
  expect(sent.equals(shown)).toBe(true);
  story.sent.set(first(), { mask: sent, revision });
  expect(next).not.toBeNull();
});

test('the next case is already open; it is drawn on and submitted', async () => {
  const editor = new Editor(page('annotator'));
  await expect.poll(() => editor.caseName()).not.toBe(first());
  await editor.ready();
  story.names.push(await editor.caseName());
  await editor.takeBrush(1);
  await editor.stroke([-0.05, -0.1], [0.1, -0.05]);
  await expect(page('annotator').getByTestId('undoable')).toHaveText('1 of 50');
  const { sent, revision, next } = await editor.submit();
  story.sent.set(second(), { mask: sent, revision });
  expect(next).toBeNull();
  await expect(page('annotator').getByRole('main', { name: 'Work' })).toBeVisible();
});

test('the reviewer returns the first with a comment on a slice and approves the second', async ({
  browser,
}) => {
  people.reviewer = await arrive(browser, 'reviewer');
  await openFirstReview(page('reviewer'), first());
  story.slice = await pinComment(page('reviewer'), 2, COMMENT);
  await decide(page('reviewer'), `${first()} went back to Anna Annotator.`);
  await seeMask(page('reviewer'), second());
  await decide(page('reviewer'), `${second()} is approved.`);
  expect(await trainings(page('lead'))).toHaveLength(1);
});

test('the annotator sees the comment, opens at its slice, fixes and submits again', async () => {
  const { editor, annotation } = await openReturned(page('annotator'), first(), story.slice, COMMENT);
  const fixed = await fix(editor, annotation);
  const { sent, revision } = await editor.submit();
  expect(sent.equals(fixed)).toBe(true);
  expect(sent.equals(story.sent.get(first())?.mask ?? sent)).toBe(false);
  story.sent.set(first(), { mask: sent, revision });
});

test('the reviewer approves the fix, and that starts a training', async () => {
  await openFirstReview(page('reviewer'), first());
  await decide(page('reviewer'), `${first()} is approved.`);
  await expect.poll(async () => (await trainings(page('reviewer'))).length).toBe(2);
  expect((await trainings(page('reviewer')))[0]?.trigger).toBe('approvals');
});

test('the challenger beats the live model on the holdout, is promoted by the gate and picks anew', async ({
  browser,
}) => {
  people.engineer = await arrive(browser, 'engineer');
  await trainingIsOver(page('engineer'), 2);
  const [challenger, champion] = await models(page('engineer'));
  expect(challenger).toMatchObject({ number: 2, state: 'champion', gate_passed: true, judged_against: 1 });
  expect(champion).toMatchObject({ number: 1, state: 'retired' });
  expect(challenger?.dice ?? 0).toBeGreaterThan(champion?.dice ?? 1);
  await seeLiveModel(page('engineer'), 2, 1);

  const [newest, before] = await rounds(page('engineer'));
  expect(newest).toMatchObject({ number: (before?.number ?? 0) + 1, model: 2, closed_at: null });
  story.round = newest ?? null;
  if (newest) await seeNewPicks(page('engineer'), newest);
});

test('the snapshot holds exactly the approved voxels, in place, as NIfTI and as DICOM SEG', async () => {
  const info = test.info();
  const [expected, nifti, seg] = ['expected', 'nifti.zip', 'seg.zip'].map((name) => info.outputPath(name));
  await freeze(page('engineer'), 'Journey');
  await download(page('engineer'), 'NIfTI', nifti!);
  await download(page('engineer'), 'DICOM SEG', seg!);
  const cases = await ask<{ results: { id: number; name: string }[] }>(
    page('engineer'),
    `/api/projects/${SLUG}/cases?state=approved&page_size=500`,
  );
  for (const [name, { mask, revision }] of story.sent) {
    const stored = await askMask(page('engineer'), `/api/revisions/${revision}/mask`);
    expect(stored.equals(mask), `${name} on the server is what the browser sent`).toBe(true);
    const id = cases.results.find((one) => one.name === name)?.id ?? 0;
    await expectCase(page('engineer'), expected!, { id, name, mask } satisfies Approved);
  }
  const said = checkSnapshot(expected!, nifti!, seg!);
  for (const name of story.names) expect(said).toContain(`${name}: `);
  info.annotations.push({ type: 'snapshot', description: said });
});

test('nobody saw an error on the way', () => {
  for (const [who, person] of Object.entries(people)) expect(person.problems, who).toEqual([]);
});
