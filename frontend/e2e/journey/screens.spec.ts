import { resolve } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { Editor } from './editor';
import { arrive, type Person, SLUG } from './people';
import { openOf, setTheScene } from './scene';
import { watch } from './watch';

/** With GYRE_SCREENSHOTS=1 each screen is also kept as docs/screenshots/NAME.png. */
const FOLDER = resolve(import.meta.dirname, '../../../docs/screenshots');
const OPENING_MS = 120_000;

test.describe.configure({ mode: 'serial' });
test.setTimeout(600_000);

const people: Record<string, Person> = {};
const of = (who: string): Page => people[who]!.page;

test.beforeAll(async ({ browser }) => {
  for (const who of ['lead', 'annotator', 'reviewer', 'engineer'] as const) {
    people[who] = await arrive(browser, who);
  }
  await setTheScene(people.lead!, people.annotator!);
});

test.afterAll(async () => {
  for (const { page } of Object.values(people)) await page.context().close();
});

/** The screen has come to rest: nothing is being fetched, no bar runs. */
async function look(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: OPENING_MS });
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'no sideways scrolling').toBe(1280);
  if (process.env.GYRE_SCREENSHOTS) await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

test('sign-in', async ({ page }) => {
  const problems = watch(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Sign in to Gyre' })).toBeVisible();
  await look(page, 'sign-in');
  expect(problems).toEqual([]);
});

const screens: [who: string, path: string, name: string, heading: RegExp | null][] = [
  ['annotator', 'work', 'work', null],
  ['reviewer', 'review', 'review-queue', /^Review$/],
  ['lead', 'overview', 'project', /Hippocampus MR/],
  ['lead', 'cohorts', 'cohorts', /^Cohorts$/],
  ['engineer', 'rounds', 'rounds', /^Round \d+/],
  ['engineer', 'models', 'models', /^v\d+/],
  ['engineer', 'datasets', 'datasets', /^(S-\d+|Datasets)/],
  ['lead', 'admin', 'admin', /^Admin$/],
];

for (const [who, path, name, heading] of screens) {
  test(name.replace('-', ' '), async () => {
    await of(who).goto(`/projects/${SLUG}/${path}`);
    if (heading) await expect(of(who).getByRole('heading', { level: 1, name: heading })).toBeVisible();
    else await expect(of(who).getByRole('button', { name: /^Next case/ })).toBeVisible();
    await look(of(who), name);
    expect(people[who]?.problems).toEqual([]);
  });
}

test('tokens', async () => {
  await of('engineer').goto('/tokens');
  await expect(of('engineer').getByRole('heading', { name: 'My API tokens' })).toBeVisible();
  await look(of('engineer'), 'tokens');
  expect(people.engineer?.problems).toEqual([]);
});

test('editor, and editor with uncertainty', async () => {
  const page = of('annotator');
  const editor = new Editor(page);
  await page.goto(`/projects/${SLUG}/assignments/${await openOf(people.annotator!)}`);
  await editor.ready();
  await look(page, 'editor');
  await page.keyboard.press('u');
  await expect(page.getByRole('switch', { name: 'Uncertainty overlay' })).toBeChecked();
  await editor.labelAt([0.05, 0.05]);
  await look(page, 'editor-uncertainty');
  expect(people.annotator?.problems).toEqual([]);
});

test('review of a case, and what was changed', async () => {
  const page = of('reviewer');
  await page.goto(`/projects/${SLUG}/review`);
  await page.getByRole('button', { name: /^Review / }).click();
  await expect(page.getByText('Solid: the reader.')).toBeVisible({ timeout: OPENING_MS });
  await look(page, 'review-case');
  await page.keyboard.press('3');
  await expect(page.getByText('Solid: what the reader put there.')).toBeVisible();
  await look(page, 'review-difference');
  expect(people.reviewer?.problems).toEqual([]);
});
