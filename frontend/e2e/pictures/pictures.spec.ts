import { type Browser, expect, type Page, test } from '@playwright/test';
import { type Lab, makeLab, openCase, signIn } from '../editor/lab';
import { type Block, read } from '../editor/reads';
import { shot } from '../editor/shot';

/**
 * Takes the pictures of editor and review in docs/screenshots anew, on phantoms: `make screenshots`.
 * They are to be looked at; nothing is asserted that the specs beside them do not.
 */
const LONG_MS = 180_000;
const LARGE = ['--shape', '60', '200', '200', '--spacing', '3', '1.6', '1.6'];

/** What one reader draws and another does not: in the body, where the phantom has nothing. */
const LUMP: Block = { from: [26, 150, 125], to: [32, 166, 145], label: 4 };
const BITE: Block = { from: [30, 60, 60], to: [36, 80, 85], label: 0 };

const lines = (page: Page) => page.getByRole('progressbar');

async function still(page: Page, name: string): Promise<void> {
  await expect(lines(page)).toHaveCount(0, { timeout: LONG_MS });
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(700);
  await shot(page, name);
}

const assignmentOf = (lab: Lab, at: number, who = 'reader1') => lab.cases[at]?.assignments[who];
const enter = async (browser: Browser, lab: Lab, who: string) =>
  (await signIn(browser, lab.people[who])).page;

test.describe('annotating', () => {
  let lab: Lab;
  test.beforeAll(() => {
    lab = makeLab('abdomen-ct', [...LARGE, '--cases', '3', '--series']);
  });

  test('planes, doubt, surface, series beside, keys', async ({ browser }) => {
    const page = await enter(browser, lab, 'reader1');
    const { editor } = await openCase(page, lab, assignmentOf(lab, 0));
    await page.keyboard.press('Alt+4');
    await page.keyboard.press('b');
    await editor.labelAt([-0.12, -0.02]);
    await still(page, 'editor');
    await page.keyboard.press('u');
    await page.keyboard.press('n');
    await editor.labelAt([-0.1, -0.05]);
    await still(page, 'editor-uncertainty');
    await page.keyboard.press('u');
    await page.keyboard.press('v');
    await page.keyboard.press('x');
    await page.keyboard.press('x');
    await page.waitForTimeout(4000);
    await still(page, 'editor-3d');
    await page.keyboard.press('x');
    await page.keyboard.press('x');
    await page.keyboard.press('p');
    await page.waitForTimeout(1500);
    await still(page, 'editor-beside');
    await page.keyboard.press('p');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await still(page, 'editor-keys');
    await page.context().close();
  });

  test('checks, and Work', async ({ browser }) => {
    const page = await enter(browser, lab, 'reader1');
    const { editor } = await openCase(page, lab, assignmentOf(lab, 1));
    await page.keyboard.press('Alt+4');
    await editor.takeBrush(1);
    await editor.stroke([-0.25, -0.2], [-0.22, -0.2]);
    await editor.isSaved();
    await page.keyboard.press('Control+Enter');
    await expect(editor.checks).toContainText('to look at before you submit');
    await page.keyboard.press('q');
    await still(page, 'editor-checks');
    await editor.submit();
    await page.goto(`/projects/${lab.slug}/work`);
    await still(page, 'work');
    await page.context().close();
  });

  test('two versions', async ({ browser }) => {
    const first = await enter(browser, lab, 'reader1');
    const { editor: old } = await openCase(first, lab, assignmentOf(lab, 2));
    await first.keyboard.press('Alt+4');
    await old.takeBrush(1);
    await first.route('**/api/annotations/*/slices', (route) => route.abort());
    await old.stroke([0.02, 0.1], [0.08, 0.12]);
    await expect(old.saved).toContainText('Offline');
    const second = await first.context().newPage();
    const { editor: now } = await openCase(second, lab, assignmentOf(lab, 2));
    await now.takeBrush(2);
    await now.stroke([0.02, -0.1], [0.08, -0.1]);
    await now.isSaved();
    await first.unroute('**/api/annotations/*/slices');
    await first.getByRole('button', { name: 'Work here' }).click();
    await first.getByRole('button', { name: 'Compare' }).click();
    await expect(first.getByRole('region', { name: 'Two versions' })).toContainText('voxels differ');
    await still(first, 'editor-two-versions');
    await first.context().close();
  });
});

test('a review, and what was changed', async ({ browser }) => {
  const lab = makeLab('abdomen-review', [...LARGE, '--cases', '2']);
  await read(browser, lab, 'reader1', assignmentOf(lab, 0), LUMP);
  await read(browser, lab, 'reader1', assignmentOf(lab, 1), null);
  const page = await enter(browser, lab, 'reviewer');
  await page.goto(`/projects/${lab.slug}/review`);
  await still(page, 'review-queue');
  await page.getByRole('button', { name: new RegExp(`^Review ${lab.cases[0]?.name}`) }).click();
  await expect(page.getByText(/^Difference 1 of/)).toBeVisible({ timeout: LONG_MS });
  await page.keyboard.press('Alt+4');
  await still(page, 'review-case');
  await page.keyboard.press('3');
  await still(page, 'review-difference');
  await page.context().close();
});

test('two readers, and a merge', async ({ browser }) => {
  const lab = makeLab('abdomen-reads', [...LARGE, '--cases', '1', '--double', '--readers', '2']);
  await read(browser, lab, 'reader1', assignmentOf(lab, 0, 'reader1'), BITE);
  await read(browser, lab, 'reader2', assignmentOf(lab, 0, 'reader2'), LUMP);
  const page = await enter(browser, lab, 'reviewer');
  await page.goto(`/projects/${lab.slug}/review`);
  await expect(page.getByText(/two reads, Dice/)).toBeVisible({ timeout: LONG_MS });
  await page.getByRole('button', { name: /^Adjudicate/ }).click();
  await expect(page.getByTestId('disputed')).toContainText('Place 1', { timeout: LONG_MS });
  await page.keyboard.press('Alt+4');
  await still(page, 'review-two-readers');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: /Hand in the merge/ })).toBeEnabled({ timeout: LONG_MS });
  await page.keyboard.press('Alt+4');
  await page.keyboard.press('n');
  await page.keyboard.press('Shift+B');
  await expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'saved', { timeout: 30_000 });
  await still(page, 'review-merge');
  await page.context().close();
});

test('findings, before and beside the model', async ({ browser }) => {
  const lab = makeLab('chest-xrays', ['--findings', 'after', '--cases', '2']);
  const page = await enter(browser, lab, 'reader1');
  await page.goto(`/projects/${lab.slug}/assignments/${assignmentOf(lab, 0)}`);
  await expect(page.getByTestId('answered')).toBeVisible({ timeout: LONG_MS });
  await expect(page.getByRole('button', { name: 'Box', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
    {
      timeout: LONG_MS,
    },
  );
  await page.keyboard.press('p');
  await page.keyboard.press('Shift+B');
  await page.keyboard.press('2');
  await page.keyboard.press('q');
  await still(page, 'findings');
  await page.keyboard.press('o');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('0.91')).toBeVisible();
  await still(page, 'findings-compared');
  await page.context().close();
});
