import { expect, type Page, test } from '@playwright/test';
import { ask, askMask, send } from '../journey/server';
import { serious } from './axe';
import { type Lab, makeLab, openCase, signIn } from './lab';
import { type Block, offsetsOf, read } from './reads';
import { shot } from './shot';

const OPENING_MS = 120_000;

/** What the second reader alone drew: 3 x 8 x 8 voxels of cyst where the phantom has only body. */
const DISPUTED: Block = { from: [10, 70, 66], to: [12, 77, 73], label: 4 };

/** The small difference that a single reader made of the pre-label. */
const CHANGED: Block = { from: [6, 72, 30], to: [7, 77, 35], label: 4 };

const slice = async (page: Page) =>
  Number(
    /slice (\d+) of/.exec(
      (await page
        .getByText(/slice \d+ of/)
        .first()
        .innerText()) ?? '',
    )?.[1],
  );

async function openQueue(page: Page, lab: Lab) {
  await page.goto(`/projects/${lab.slug}/review`);
}

/** Ctrl+Enter in the editor of a reviewer, past what the checks say; what the server says of it. */
async function handIn(page: Page) {
  const answered = page.waitForResponse((response) => response.url().endsWith('/hand-in'), {
    timeout: OPENING_MS,
  });
  await page.keyboard.press('Control+Enter');
  const held = page
    .getByRole('status', { name: 'Checks' })
    .waitFor({ timeout: OPENING_MS })
    .then(() => null);
  if ((await Promise.race([answered, held.catch(() => null)])) === null) {
    await page.keyboard.press('Control+Enter');
  }
  const answer = await answered;
  expect(answer.status()).toBe(200);
  return (await answer.json()) as { revision_id: number; approved: boolean; own_voxels: number };
}

test('two reads: the next disagreement is the planted one, a merge takes it and one adjudicator signs', async ({
  browser,
}) => {
  const lab = makeLab('lab-reads', ['--cases', '1', '--double', '--readers', '2']);
  const of = lab.cases[0];
  if (!of) throw new Error('The lab has no case.');
  const first = await read(browser, lab, 'reader1', of.assignments.reader1, null);
  const second = await read(browser, lab, 'reader2', of.assignments.reader2, DISPUTED);

  const { page, problems } = await signIn(browser, lab.people.reviewer);
  await openQueue(page, lab);
  await expect(page.getByText(/two reads, Dice 0\.\d+/)).toBeVisible({ timeout: 60_000 });
  await shot(page, 'review-queue');
  expect.soft(await serious(page), 'the queue').toEqual([]);
  await page.getByRole('button', { name: new RegExp(`^Adjudicate ${of.name}`) }).click();

  // It opens on the largest dispute; N goes round to it again.
  await expect(page.getByTestId('disputed')).toContainText('Place 1 of 1', { timeout: OPENING_MS });
  await expect(page.getByText('A has nothing, B has Cyst')).toBeVisible();
  expect(await slice(page)).toBe(11);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => slice(page)).toBe(10);
  await page.keyboard.press('n');
  await expect.poll(() => slice(page)).toBe(11);
  const names = [lab.people.reader1, lab.people.reader2].map((person) => person?.username ?? '');
  for (const name of names) {
    const panes = page.getByRole('region', { name });
    await expect(panes.getByText(/slice 11 of 24/)).toBeVisible();
  }
  await expect(page.getByText('Loading slices')).toHaveCount(0, { timeout: OPENING_MS });
  await shot(page, 'review-two-readers');
  expect.soft(await serious(page), 'two readers').toEqual([]);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet.getByRole('button', { name: /Change the key of “Merge in the editor/ })).toBeVisible();
  expect.soft(await serious(page), 'the keys').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);

  // What both agree on, then the second reader's version of the place.
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/Your merge of r1 by/)).toBeVisible({ timeout: OPENING_MS });
  await expect(page.getByRole('button', { name: /Hand in the merge/ })).toBeEnabled({ timeout: OPENING_MS });
  await expect(page.getByText('1 disputed place')).toBeVisible();
  await expect.poll(() => page.getByTestId('ml-4').innerText()).toBe('0.00');
  await page.keyboard.press('n');
  await page.keyboard.press('Shift+B');
  await expect(page.getByTestId('undoable')).toHaveText('1 of 50');
  await expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'saved', { timeout: 30_000 });
  await shot(page, 'review-merge');
  expect.soft(await serious(page), 'a merge').toEqual([]);
  const done = await handIn(page);
  expect(done).toMatchObject({ approved: true, own_voxels: 0 });
  await expect(page.getByText(`${of.name} is approved`)).toBeVisible();

  const merged = await askMask(page, `/api/revisions/${done.revision_id}/mask`);
  // The agreed mask and the whole lump of the second reader's block but its four edges, which are no lump: 60 a slice.
  const wanted = Buffer.from(first.mask);
  for (const at of offsetsOf(DISPUTED, first.shape)) if (merged[at] === 4) wanted[at] = 4;
  expect(merged.equals(wanted)).toBe(true);
  expect(merged.filter((value) => value === 4).length).toBe(3 * 60);
  expect(second.mask.filter((value) => value === 4).length).toBe(3 * 64);
  const shown = await ask<{ made_from: { number: number; author: string }[]; origin: string }>(
    page,
    `/api/revisions/${done.revision_id}`,
  );
  expect(shown.origin).toBe('adjudicated');
  expect(shown.made_from.map(({ author }) => author)).toEqual(names);
  expect(problems).toEqual([]);
  await page.context().close();
});

test('one read: returned with a pin, mended and handed in again; then corrected by the reviewer, who keeps its author', async ({
  browser,
}) => {
  const lab = makeLab('lab-review', ['--cases', '1']);
  const of = lab.cases[0];
  if (!of) throw new Error('The lab has no case.');
  const submitted = await read(browser, lab, 'reader1', of.assignments.reader1, CHANGED);
  const reader = lab.people.reader1?.username ?? '';

  const { page, problems } = await signIn(browser, lab.people.reviewer);
  await openQueue(page, lab);
  await page.getByRole('button', { name: new RegExp(`^Review ${of.name}`) }).click();
  await expect(page.getByText('Difference 1 of 1, 0.17 ml')).toBeVisible({ timeout: OPENING_MS });
  expect(await slice(page)).toBe(7);
  await page.keyboard.press('3');
  await expect(page.getByTestId('said-4')).toHaveText(/\+0\.17\s+−0\.00/);
  await expect(page.getByText('Loading slices')).toHaveCount(0, { timeout: OPENING_MS });
  await shot(page, 'review-difference');
  expect.soft(await serious(page), 'a mask').toEqual([]);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet.getByRole('button', { name: /Change the key of “Correct it myself/ })).toBeVisible();
  expect.soft(await serious(page), 'the keys').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('2');
  await expect(page.getByText('What the imported proposal proposed.')).toBeVisible();
  await expect(page.getByTestId('said-4')).toHaveText('0.00');

  await page.keyboard.press('m');
  await page.getByRole('textbox', { name: 'Comment on slice 7' }).fill('No cyst here: a vessel.');
  await page.keyboard.press('Enter');
  await shot(page, 'review-return');
  expect.soft(await serious(page), 'remarks of a reviewer').toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(`${of.name} went back to ${reader}`)).toBeVisible();

  // The annotator finds the remark at its place and hands in again.
  const theirs = await signIn(browser, lab.people.reader1);
  await theirs.page.goto(`/projects/${lab.slug}/work`);
  await expect(theirs.page.getByText('No cyst here: a vessel.')).toBeVisible();
  const { editor, annotation } = await openCase(theirs.page, lab, of.assignments.reader1);
  await theirs.page.getByText('No cyst here: a vessel.').first().click();
  await theirs.page.getByRole('button', { name: 'Slice 7', exact: true }).first().click();
  expect(await editor.slice()).toBe(7);
  expect((await editor.stored(annotation)).equals(submitted.mask)).toBe(true);
  await editor.submit();
  await theirs.page.context().close();

  await openQueue(page, lab);
  await expect(page.getByText('returned 1 ×, fixed')).toBeVisible();
  await page.getByRole('button', { name: new RegExp(`^Review ${of.name}`) }).click();
  await expect(page.getByText(/Difference 1 of 1/)).toBeVisible({ timeout: OPENING_MS });

  // Correct it oneself: the voxels are drawn over, and what comes of it waits for another reviewer.
  await page.getByRole('button', { name: /Correct it myself/ }).click();
  await expect(page.getByText(`Your correction of r2 by ${reader}`)).toBeVisible({ timeout: OPENING_MS });
  await expect(page.getByRole('button', { name: /Hand in the correction/ })).toBeEnabled({
    timeout: OPENING_MS,
  });
  await page.keyboard.press('4');
  await page.keyboard.press('b');
  const box = await page.getByRole('main').locator('canvas').first().boundingBox();
  if (!box) throw new Error('The big pane is not there.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByTestId('undoable')).toHaveText('1 of 50');
  await expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'saved', { timeout: 30_000 });
  await shot(page, 'review-correction');
  expect.soft(await serious(page), 'a correction').toEqual([]);
  await page.reload(); // nothing is lost: the working copy is the server's
  await expect(page.getByRole('button', { name: /Hand in the correction/ })).toBeEnabled({
    timeout: OPENING_MS,
  });
  const done = await handIn(page);
  expect(done.approved).toBe(false);
  expect(done.own_voxels).toBeGreaterThan(0);
  await expect(page.getByText('correction to sign')).toBeVisible();
  await expect(page.getByText('your own work')).toBeVisible();
  await page.getByRole('link', { name: 'Look', exact: true }).click();
  await expect(page.getByText(`corrects r2 by ${reader}`)).toBeVisible({ timeout: OPENING_MS });
  await shot(page, 'review-own-correction');
  expect(problems).toEqual([]);

  // Another reviewer signs it, and the reader stays named.
  const lead = await signIn(browser, lab.people.lead);
  await send(lead.page, `/api/revisions/${done.revision_id}/approve`);
  const shown = await ask<{ author: { username: string }; made_from: { author: string }[] }>(
    lead.page,
    `/api/revisions/${done.revision_id}`,
  );
  expect([shown.author.username, shown.made_from[0]?.author]).toEqual([
    lab.people.reviewer?.username,
    reader,
  ]);
  await lead.page.context().close();
  await page.context().close();
});
