import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { arrive, openTab, type Person } from './people';
import { makeScans, store } from './scans';
import { ask, send } from './server';

/** Gyre is a DICOMweb server itself: one of its projects stands for the hospital's PACS. */
const NAME = 'Hospital PACS';
const INDEXING_MS = 120_000;

test.describe.configure({ mode: 'serial' });
test.setTimeout(300_000);

let admin: Person;
let scans: string;
let slug: string;
let pacs: { url: string; token: string };

test.beforeAll(async ({ browser }: { browser: Browser }) => {
  scans = makeScans();
  admin = await arrive(browser, 'admin');
  const { page } = admin;
  const run = Date.now().toString(36);
  const far = await send<{ slug: string }>(page, '/api/projects', { name: `Far archive ${run}` });
  const here = await send<{ slug: string }>(page, '/api/projects', { name: `Archive ${run}` });
  slug = here.slug;
  await store(page, far.slug, join(scans, 'remote'));
  const token = await send<{ secret: string }>(page, '/api/tokens', { name: 'for the pull' });
  pacs = { url: new URL(`/dicomweb/projects/${far.slug}`, page.url()).href, token: token.secret };
});

test.afterAll(async () => {
  await admin.page.context().close();
});

const listed = (page: Page) => page.getByRole('row', { name: new RegExp(NAME) });

test('an admin registers a PACS, checks that it answers, and links it', async () => {
  const { page } = admin;
  await page.goto(`/projects/${slug}/admin`);
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await page.getByRole('button', { name: 'Register a PACS' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill(NAME);
  await form.getByLabel('DICOMweb address').fill(pacs.url);
  await form.getByRole('button', { name: 'Token' }).click();
  await form.getByLabel('Token', { exact: true }).fill(pacs.token);
  await form.getByRole('button', { name: 'Register the PACS' }).click();
  await expect(listed(page)).toContainText('not checked');
  await listed(page).getByRole('button', { name: 'Check' }).click();
  await expect(listed(page).getByText('answers', { exact: true })).toBeVisible();
  await page.getByRole('switch', { name: `Link ${NAME}` }).press('Space');
  await expect(page.getByRole('switch', { name: `Link ${NAME}` })).toBeChecked();
  await expect(page.getByText('1 PACS linked to this project')).toBeVisible();
});

test('a scan that may show a name waits; its picture is looked at, then it is released', async () => {
  const { page, problems } = admin;
  await page.getByRole('button', { name: 'De-identification' }).click();
  await page.getByRole('button', { name: 'Basic profile' }).click();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByText('Saved. It counts for scans that come from now on.')).toBeVisible();

  await openTab(page, 'Cohorts');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByLabel('Folder of scans').setInputFiles(join(scans, 'suspect'));
  await expect(page.getByText('2 files may show a name in the picture itself.')).toBeVisible();
  await page.getByText(/2 files de-identified/).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'PatientName' })).toContainText('2');

  await openTab(page, 'Project');
  await page.getByRole('link', { name: 'Look at them' }).click();
  const picture = page.getByRole('img', { name: '1 of 2 of the series that waits' });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Image 2 of 2')).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByText(/None does now/)).toBeVisible();
  expect(problems).toEqual([]);
});

test('a series is found in the PACS and pulled into a cohort, to the end', async () => {
  const { page, problems } = admin;
  await openTab(page, 'Cohorts');
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Search scans' }).click();
  await page.keyboard.press('s');
  await page.keyboard.press('/');
  await page.keyboard.type('PatientID = UP3');
  await page.keyboard.press('Enter');
  const found = page.getByRole('table', { name: 'Series in the PACS' });
  await expect(found.getByRole('row', { name: /UP3.*Far away.*12/ })).toBeVisible();
  expect(page.url(), 'whom one looks for stands in no address').not.toContain('UP3');

  await found.getByRole('checkbox', { name: 'Select Far away' }).check();
  await page.getByLabel('Cohort', { exact: true }).fill('From the hospital');
  await page.keyboard.press('Control+Enter');
  const pull = page.getByRole('listitem', { name: 'Pull into From the hospital' });
  await expect(pull).toContainText('finished', { timeout: INDEXING_MS });
  await expect(pull).toContainText('12 images, 1 of 1 series');

  await expect.poll(() => cohortSize(page, 'From the hospital'), { timeout: INDEXING_MS }).toBe(1);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('PatientID = UP3');
  await page.keyboard.press('Enter');
  await expect(found.getByText('here', { exact: true })).toBeVisible();
  expect(problems).toEqual([]);
});

test('an admin deletes the PACS; what came from it stays', async () => {
  const { page, problems } = admin;
  await page.goto(`/projects/${slug}/admin?view=archive`);
  await page.getByRole('button', { name: `More for ${NAME}` }).click();
  await page.getByRole('menuitem', { name: `Delete ${NAME}` }).click();
  const sure = page.getByRole('dialog');
  await expect(sure.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await sure.getByRole('button', { name: `Delete ${NAME}` }).click();
  await expect(listed(page)).toHaveCount(0);
  expect(await cohortSize(page, 'From the hospital')).toBe(1);
  expect(problems).toEqual([]);
});

async function cohortSize(page: Page, name: string): Promise<number | undefined> {
  const cohorts = await ask<{ name: string; cases: number }[]>(page, `/api/projects/${slug}/cohorts`);
  return cohorts.find((one) => one.name === name)?.cases;
}
