import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { opening } from '../journey/editor';
import { serious } from './axe';
import { type Lab, makeLab, signIn } from './lab';

const OPENING_MS = 120_000;
/** What the lab's model says of the mass: a number that stands nowhere else. */
const PROPOSED = '0.91';

interface Stored {
  answers: Record<string, { state: string; boxes: { box: number[] }[] }>;
  first_answers: Stored['answers'] | null;
  proposal: Record<string, { probability: number }> | null;
}

/** Opens a case by the keyboard's way in; gives the working copy. */
async function open(page: Page, lab: Lab, at: number): Promise<number> {
  const annotation = await opening(page, async () => {
    await page.goto(`/projects/${lab.slug}/assignments/${lab.cases[at]?.assignments.reader1}`);
  });
  await expect(page.getByTestId('answered')).toBeVisible({ timeout: OPENING_MS });
  await expect(page.getByRole('button', { name: 'Box', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
    {
      timeout: OPENING_MS,
    },
  );
  return annotation;
}

const stored = async (context: BrowserContext, annotation: number): Promise<Stored> =>
  (await (await context.request.get(`/api/annotations/${annotation}/answers`)).json()).findings;

/** Everything that the server tells this page, kept as text. */
function told(page: Page): string[] {
  const bodies: string[] = [];
  page.on('response', (response) => {
    if (!response.url().includes('/api/')) return;
    void response
      .text()
      .then((text) => bodies.push(text))
      .catch(() => undefined);
  });
  return bodies;
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  const canvas = await page.getByRole('main').locator('canvas').first().boundingBox();
  if (!canvas) throw new Error('The image is not there.');
  const at = ([x, y]: readonly [number, number]) =>
    [canvas.x + canvas.width * x, canvas.y + canvas.height * y] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

test('a case is read with the keyboard, compared with the model after the own answers, submitted and signed', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const lab = makeLab('lab-findings', ['--findings', 'after', '--cases', '2']);
  const { page, problems } = await signIn(browser, lab.people.reader1);
  const context = page.context();
  const bodies = told(page);
  const annotation = await open(page, lab, 0);
  await page.screenshot({ path: 'test-results/findings-open.png' });

  // The mass is in hand: present, with a box put there without the mouse, moved and made larger.
  await page.keyboard.press('p');
  await page.keyboard.press('Shift+B');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('2');
  await page.keyboard.press('q');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: /Pneumonia\W+Uncertain/ })).toBeVisible();
  // Handing in too early names what is open, and nothing is handed in.
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('4 findings have no answer')).toBeVisible();
  await page.screenshot({ path: 'test-results/findings-missing.png' });
  expect.soft(await serious(page), 'findings that have no answer').toEqual([]);
  await page.keyboard.press('o');
  await expect(page.getByTestId('answered')).toHaveText('6 of 6');
  await page.keyboard.press('z');
  await expect(page.getByTestId('answered')).toHaveText('2 of 6');
  await page.keyboard.press('y');
  await expect(page.getByTestId('answered')).toHaveText('6 of 6');

  // Until now the model's word has not reached the page.
  expect(bodies.length).toBeGreaterThan(0);
  expect(bodies.join('\n')).not.toContain(PROPOSED);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(PROPOSED)).toBeVisible();
  await expect.poll(() => bodies.join('\n').includes(PROPOSED)).toBe(true);
  await page.screenshot({ path: 'test-results/findings-compared.png' });
  expect.soft(await serious(page), 'findings beside the model').toEqual([]);

  // The effusion that the model sees: the reader follows it, and what was said first stays beside it.
  await page.keyboard.press('3');
  await page.keyboard.press('p');
  await expect(page.getByText('You said first: absent')).toBeVisible();
  await page.screenshot({ path: 'test-results/findings-changed.png' });
  await page.keyboard.press('a');
  await expect(page.locator('[data-save="saved"]')).toBeVisible();
  const work = await stored(context, annotation);
  expect(work.answers.mass?.boxes).toHaveLength(1);
  expect(work.answers.mass?.boxes[0]?.box).toEqual([116, 135, 196, 229]);
  expect(work.first_answers).toEqual(work.answers);

  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('CXR-0001 submitted as r1.')).toBeVisible();
  await expect(page.getByText('CXR-0002', { exact: true })).toBeVisible({ timeout: OPENING_MS });
  await expect(page.getByTestId('answered')).toHaveText('0 of 6');
  expect(problems).toEqual([]);
  await context.close();

  await sign(browser, lab);
});

async function sign(browser: Parameters<typeof signIn>[0], lab: Lab) {
  const { page, problems } = await signIn(browser, lab.people.reviewer);
  await page.goto(`/projects/${lab.slug}/review`);
  await page
    .getByRole('row', { name: /CXR-0001/ })
    .getByRole('link', { name: 'Review' })
    .click();
  const table = page.getByRole('table', { name: 'Answers' });
  await expect(table.getByRole('row', { name: /Mass/ })).toContainText(PROPOSED, { timeout: OPENING_MS });
  await expect(page.getByTestId('slice-z')).toBeVisible({ timeout: OPENING_MS });
  await expect(page.getByText('Loading slices')).toHaveCount(0);
  await page.screenshot({ path: 'test-results/findings-review.png' });
  expect.soft(await serious(page), 'answers to sign').toEqual([]);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet.getByRole('button', { name: /Change the key of “Sign/ })).toBeVisible();
  expect.soft(await serious(page), 'the keys').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.getByRole('button', { name: /Approve/ }).click();
  await expect(page.getByText('CXR-0001 is approved.')).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
}

test('boxes are drawn, moved, pulled and deleted with the mouse; undo gives them back; offline loses nothing', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const lab = makeLab('lab-boxes', ['--findings', 'before', '--cases', '1']);
  const { page } = await signIn(browser, lab.people.reader1);
  const annotation = await open(page, lab, 0);
  await expect(page.getByText(PROPOSED)).toBeVisible();
  const boxes = async () =>
    (await stored(page.context(), annotation)).answers.mass?.boxes.map(({ box }) => box);

  await drag(page, [0.4, 0.3], [0.46, 0.42]);
  await expect(page.getByRole('button', { name: /Mass\W+Present\W+1\b/ })).toBeVisible();
  await expect.poll(boxes).toHaveLength(1);
  const [drawn] = (await boxes()) ?? [];
  if (!drawn) throw new Error('No box was stored.');
  await drag(page, [0.43, 0.36], [0.5, 0.36]);
  await expect.poll(async () => (await boxes())?.[0]?.[0]).toBeGreaterThan(drawn[0] ?? 0);
  const [moved] = (await boxes()) ?? [];
  expect([(moved?.[2] ?? 0) - (moved?.[0] ?? 0), moved?.[1], moved?.[3]]).toEqual([
    (drawn[2] ?? 0) - (drawn[0] ?? 0),
    drawn[1],
    drawn[3],
  ]);
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: /Mass\W+Present(?: \d\.\d+)?$/ })).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.getByRole('button', { name: /Mass\W+Present\W+1\b/ })).toBeVisible();
  await expect.poll(boxes).toEqual([moved]);

  await page.context().setOffline(true);
  await page.keyboard.press('2');
  await page.keyboard.press('a');
  await expect(page.getByText(/Offline: \d edits? kept/)).toBeVisible();
  await page.context().setOffline(false);
  await page.reload();
  await expect(page.getByRole('button', { name: /Pneumonia\W+Absent/ })).toBeVisible({ timeout: OPENING_MS });
  await expect
    .poll(async () => (await stored(page.context(), annotation)).answers.pneumonia?.state)
    .toBe('absent');
  await page.context().close();
});
