import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { opening } from '../journey/editor';
import { makeLab, openCase, signIn } from './lab';
import { shot } from './shot';

const CHECKED = {
  'X-Method': 'grad_cam',
  'X-Model': '4',
  'X-Likeness': '0.2100',
  'X-Likeness-Limit': '0.5000',
  'X-Checked-Images': '4',
  'X-Seconds': '0.4',
  'X-Remembered': 'no',
};

/** The lab's proposals are imported and its models have no weights: the answers of a model stand in here. */
async function withModel(page: Page, shape: readonly number[]): Promise<string[]> {
  await page.route('**/api/assignments/*/open', async (route) => {
    const response = await route.fetch();
    const opened = await response.json();
    opened.case.draft = { ...opened.case.draft, model: 4 };
    if (opened.findings) opened.findings.model = 4;
    await route.fulfill({ response, json: opened });
  });
  const asked: string[] = [];
  await page.route('**/api/cases/*/explanation*', async (route) => {
    asked.push(new URL(route.request().url()).search);
    if (asked.at(-1)?.includes('occlusion')) {
      const detail =
        'Maps by occlusion hardly change when the weights of v4 are made random: they are not shown.';
      await route.fulfill({ status: 409, json: { code: 'explanation_failed', detail } });
      return;
    }
    const headers = { ...CHECKED, 'X-Box': ['0,0,0', ...shape].join(',') };
    await route.fulfill({ headers, contentType: 'application/octet-stream', body: heat(shape) });
  });
  return asked;
}

/** One warm place, a little off the middle. */
function heat([depth = 0, rows = 0, columns = 0]: readonly number[]): Buffer {
  const map = Buffer.alloc(depth * rows * columns);
  for (let at = 0; at < map.length; at++) {
    const y = (Math.floor(at / columns) % rows) / rows - 0.4;
    const x = (at % columns) / columns - 0.6;
    map[at] = 255 * Math.exp(-(y * y + x * x) / 0.02);
  }
  return gzipSync(map);
}

test('a key shows why the model proposed a finding, and another method says why it is not shown', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const lab = makeLab('lab-why', ['--findings', 'before', '--cases', '1']);
  const { page } = await signIn(browser, lab.people.reader1);
  await page.setViewportSize({ width: 1280, height: 720 });
  const detail = await (await page.request.get(`/api/cases/${lab.cases[0]?.id}`)).json();
  const asked = await withModel(page, detail.geometry.shape);
  await opening(page, async () => {
    await page.goto(`/projects/${lab.slug}/assignments/${lab.cases[0]?.assignments.reader1}`);
  });
  const panel = page.getByRole('region', { name: 'Why this finding' });
  await expect(panel).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Shift+U');
  await expect(panel.getByText(/Likeness to random weights 0.21/)).toBeVisible();
  await expect(panel.getByText(/does not show that the answer is right/)).toBeVisible();
  await shot(page, 'why-finding');
  await page.keyboard.press('2');
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]).not.toBe(asked[0]);
  await panel.getByRole('button', { name: 'Occlusion' }).click();
  await expect(panel.getByText(/they are not shown/)).toBeVisible();
  await shot(page, 'why-refused');
  await page.keyboard.press('Shift+U');
  await expect(panel.getByText(/they are not shown/)).toBeHidden();
  await page.context().close();
});

test('a key shows why the model drew the label in hand', async ({ browser }) => {
  test.setTimeout(240_000);
  const lab = makeLab('lab-why-mask', ['--cases', '1']);
  const { page } = await signIn(browser, lab.people.reader1);
  await page.setViewportSize({ width: 1280, height: 720 });
  await withModel(page, [24, 96, 96]);
  await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  const panel = page.getByRole('region', { name: 'Why this mask' });
  await expect(panel).toBeVisible();
  await page.keyboard.press('Shift+U');
  await expect(panel.getByText(/for v4/)).toBeVisible();
  await page.mouse.move(500, 320);
  await expect(page.getByText(/^heat/)).toBeVisible();
  await shot(page, 'why-mask');
  await page.keyboard.press('Shift+U');
  await expect(panel.getByText(/for v4/)).toBeHidden();
  await page.mouse.move(505, 322);
  await expect(page.getByText(/^heat/)).toBeHidden();
  await page.context().close();
});
