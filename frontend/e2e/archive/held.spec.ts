import { expect, test } from '@playwright/test';
import { look, open } from './people';
import { HELD } from './scene';
import { page as paged, Refusal, SLUG } from './stub';

const LIST = `GET /api/projects/${SLUG}/held`;

test('held scans: look at each image, release or reject with a key, the next one comes', async ({ page }) => {
  let waiting = HELD.results;
  const decided = (id: number) => () => {
    waiting = waiting.filter((held) => held.id !== id);
    return { instances: 1 };
  };
  const sent = await open(page, 'cohorts?view=held', {
    [LIST]: () => paged(waiting),
    'POST /api/held/21/release': decided(21),
    'POST /api/held/20/reject': decided(20),
  });
  const name = (text: string) => page.getByRole('heading', { name: text });
  await expect(name('Abdomen, liver long axis')).toBeVisible();
  await expect(page.getByRole('img', { name: '1 of 3' })).toBeVisible();
  await look(page, 'cohorts-held');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('img', { name: '2 of 3' })).toBeVisible();
  await expect(page.getByText('You have looked at 2 of 3 images')).toBeVisible();
  await page.keyboard.press('r');
  await expect(name('Dose report')).toBeVisible();

  await page.keyboard.press('x');
  await page.keyboard.type('A name is burned in, r and x are letters here');
  await page.keyboard.press('Enter');
  await expect(name('US series 19')).toBeVisible();
  expect(sent.map((one) => one.name)).toEqual(['POST /api/held/21/release', 'POST /api/held/20/reject']);
  expect(sent[1]?.body).toEqual({ reason: 'A name is burned in, r and x are letters here' });
  await expect(page.getByRole('button', { name: 'Held 2' })).toBeVisible();
});

test('a decision that is refused says so beside the buttons, and the scan still waits', async ({ page }) => {
  await open(page, 'cohorts?view=held', {
    'POST /api/held/21/release': new Refusal(409, 'conflict', 'Somebody else has decided on it.'),
  });
  await page.getByRole('button', { name: 'Release 3 images' }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody else has decided on it.');
  await expect(page.getByRole('alert')).toContainText('The scan still waits; nobody sees it.');
});

test('an upload says what is held, and what was taken out of its headers', async ({ page }) => {
  const upload = {
    id: 4,
    project: SLUG,
    source: 'browser',
    state: 'open',
    stored: 240,
    known: 0,
    held: 12,
    refused: 1,
    problems: [{ file: 'notes.txt', code: 'not_dicom', message: 'This is not a DICOM file.' }],
    created_at: new Date().toISOString(),
  };
  const done = [
    ['InstitutionName', 'removed', 252],
    ['ReferringPhysicianName', 'emptied', 252],
    ['PatientName', 'replaced', 252],
    ['StudyInstanceUID', 'remapped', 252],
    ['StationName', 'removed', 240],
    ['StudyDate', 'shifted', 252],
  ].map(([keyword, action, count]) => ({ keyword, action, count }));
  await open(page, 'cohorts?view=upload', {
    [`POST /api/projects/${SLUG}/uploads`]: upload,
    'POST /api/uploads/4/files': { files: [], upload },
    'POST /api/uploads/4/finish': upload,
    'GET /api/uploads/4/deidentification': { upload: 4, files: 252, done },
  });
  await page
    .getByLabel('Scan files or zips')
    .setInputFiles({ name: 'a.dcm', mimeType: 'application/dicom', buffer: Buffer.from('a') });
  await expect(page.getByText('240 files stored, 12 held, 1 refused.')).toBeVisible();
  await page.getByText('252 files de-identified: what was done to 6 attributes').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'PatientName' })).toContainText('252');
  await look(page, 'cohorts-uploaded');
  await page.getByRole('button', { name: 'Look at the held scans' }).click();
  await expect(page.getByRole('img', { name: '1 of 3' })).toBeVisible();
});

test('a series that cannot be labelled is deleted, or the refusal says why not', async ({ page }) => {
  const series = {
    id: 5,
    series_description: 'Holed',
    study_description: '',
    study_date: '20260601',
    modality: 'CT',
    instances: 11,
    problem: 'Slices are missing: expected 1.0 mm between them, 2.0 mm came.',
    problem_code: 'slices_missing',
    created_at: new Date().toISOString(),
  };
  let there = [series];
  let tries = 0;
  await open(page, 'cohorts?view=upload', {
    [`GET /api/projects/${SLUG}/series`]: () => paged(there),
    'DELETE /api/series/5': () => {
      tries += 1;
      if (tries === 1) return new Refusal(409, 'scans_in_use', 'A review hangs from it.');
      there = [];
      return {};
    },
  });
  await page.getByRole('button', { name: 'Delete Holed' }).click();
  const sure = page.getByRole('dialog');
  await expect(sure.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await sure.getByRole('button', { name: 'Delete 11 files' }).click();
  await expect(sure.getByRole('alert')).toContainText('A review hangs from it.');
  await sure.getByRole('button', { name: 'Delete 11 files' }).click();
  await expect(page.getByText('Deleted Holed.')).toBeVisible();
  await expect(page.getByText('Series that cannot be labelled')).toHaveCount(0);
});
