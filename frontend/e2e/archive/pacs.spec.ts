import { expect, type Page, test } from '@playwright/test';
import { ask, look, open } from './people';
import { FOUND, PACS, PULL_7, pull } from './scene';
import { CASE_SEARCH, page as paged, Refusal, SLUG } from './stub';

const SEARCH = `POST /api/projects/${SLUG}/pacs/${PACS.id}/search`;
const found = (page: Page) => page.getByRole('table', { name: 'Series in the PACS' });

/** Everything that a browser keeps of a page. */
const kept = (page: Page) =>
  page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }]));

test('who a patient is goes to our own archive in a body, and stands in no address', async ({ page }) => {
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  const bodies: unknown[] = [];
  const nothing = { count: 0, next: null, previous: null, results: [] };
  await open(page, 'cohorts', { [CASE_SEARCH]: (body: unknown) => bodies.push(body) && nothing });
  await expect(page.getByRole('button', { name: PACS.name })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('PatientID = 471100');
  await page.keyboard.press('Enter');
  await expect.poll(() => bodies.at(-1)).toMatchObject({ PatientID: '471100', sort: '-score' });
  expect(addresses.some((address) => address.includes('/cases/search?'))).toBe(true);
  expect(addresses.join()).not.toContain('471100');
  expect(await kept(page)).not.toContain('471100');
});

test('by keyboard alone: to the PACS, ask, choose, pull; only UIDs go back', async ({ page }) => {
  const sent = await open(page, 'cohorts', { [`POST /api/projects/${SLUG}/pulls`]: pull(9, {}) });
  await expect(page.getByRole('button', { name: PACS.name })).toBeVisible();
  await page.keyboard.press('s');
  await page.keyboard.press('/');
  await page.keyboard.type('PatientID = 471100');
  await page.keyboard.press('Enter');
  await ask(page, 'StudyDate >= 2026-06-01');
  await expect(found(page).getByRole('row')).toHaveCount(FOUND.rows.length + 1);
  expect(sent.at(-1)).toEqual({
    name: SEARCH,
    body: { PatientID: '471100', StudyDate: '20260601-', limit: 25, offset: 0 },
  });
  await page.keyboard.press('Escape');
  for (const key of ['ArrowDown', 'ArrowDown', 'Space', 'ArrowDown', 'Space']) await page.keyboard.press(key);
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.getByLabel('Cohort', { exact: true }).fill('Canon quota');
  await look(page, 'cohorts-pacs');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('2 series will come into Canon quota.')).toBeVisible();
  expect(sent.at(-1)?.body).toEqual({
    pacs: PACS.id,
    cohort: { name: 'Canon quota' },
    series: FOUND.rows.slice(2, 4).map(({ study_instance_uid, series_instance_uid }) => ({
      study_instance_uid,
      series_instance_uid,
    })),
  });
  expect(await kept(page), 'whom one looked for is kept nowhere').not.toContain('471100');
});

test('what is here already is locked; what is partly here can be completed', async ({ page }) => {
  await open(page, 'cohorts');
  await page.getByRole('button', { name: PACS.name }).click();
  await ask(page, 'Modality = CT');
  await page.getByRole('button', { name: 'Select this page' }).click();
  const here = FOUND.rows.filter((row) => row.here === row.instances).length;
  await expect(page.getByText(`${FOUND.rows.length - here} selected`)).toBeVisible();
  await expect(found(page).getByText('12 here').first()).toBeVisible();
  await page.getByRole('button', { name: 'Page after' }).click();
  await expect(page.getByText('Page 2')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Page before' })).toBeEnabled();
});

test('a PACS that does not answer: the reason, what stays, and a way on', async ({ page }) => {
  let calls = 0;
  await open(page, 'cohorts', {
    [SEARCH]: () => {
      calls += 1;
      return calls === 1 ? new Refusal(504, 'upstream_slow', 'The PACS did not answer in time.') : FOUND;
    },
  });
  await page.getByRole('button', { name: PACS.name }).click();
  await ask(page, 'Modality = CT');
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('The PACS did not answer in time.');
  await expect(notice).toContainText('Your search stays; nothing was pulled.');
  await look(page, 'cohorts-pacs-silent');
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(found(page)).toBeVisible();
});

test('without a PACS the switch says how to come by one', async ({ page }) => {
  await open(page, 'cohorts', { [`GET /api/projects/${SLUG}/pacs`]: [] });
  await page.getByRole('button', { name: 'In a PACS' }).click();
  await expect(page.getByText('No PACS is linked to this project yet.')).toBeVisible();
  await page.getByRole('link', { name: 'Open Admin, Archive' }).click();
  await expect(page.getByRole('region', { name: 'Upstream PACS' })).toBeVisible();
});

test('a pull says how far it is, stops, goes on, and names what did not come', async ({ page }) => {
  const sent = await open(page, 'cohorts', {
    'POST /api/pulls/9/stop': pull(9, { state: 'stopped' }),
    'POST /api/pulls/7/resume': PULL_7,
    [`GET /api/projects/${SLUG}/pulls`]: paged([
      pull(9, {}),
      pull(7, {
        state: 'failed',
        problem: 'The PACS is gone.',
        progress: { ...PULL_7.progress, series_failed: 1 },
      }),
    ]),
  });
  await page.getByRole('button', { name: PACS.name }).click();
  const pulls = page.getByRole('region', { name: 'Pulls' });
  await expect(pulls.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '41');
  await expect(pulls.getByText('1,340 images, 2 of 5 series, 3 min 10 s left')).toBeVisible();
  await expect(pulls.getByText('The PACS is gone.')).toBeVisible();
  await pulls.getByText('1 series did not come').click();
  await expect(pulls.getByText('The PACS lists this but does not give it.')).toBeVisible();
  await pulls.getByRole('button', { name: /^Stop/ }).click();
  await expect.poll(() => sent.at(-1)?.name).toBe('POST /api/pulls/9/stop');
  await pulls.getByRole('button', { name: /^Resume/ }).click();
  await expect.poll(() => sent.at(-1)?.name).toBe('POST /api/pulls/7/resume');
});
