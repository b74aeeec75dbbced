import { type Browser, expect, type Page, test } from '@playwright/test';
import { send } from '../journey/server';
import { serious } from './axe';
import { type Lab, makeLab, openCase, signIn } from './lab';

/** Nothing is lost: without a server, with two tabs, with a session that ended, with a case that is taken away. */
test.describe.configure({ mode: 'serial' });

let lab: Lab;
test.beforeAll(() => {
  lab = makeLab('lab-saving', ['--cases', '5']);
});

const assignment = (position: number) => lab.cases[position]?.assignments.reader1;
const SAVES = '**/api/annotations/*/slices';
const notice = (page: Page) => page.getByRole('main').getByRole('alert').first();
const small = [
  [-0.1, 0.05],
  [-0.05, 0.05],
] as const;
const other = [
  [0.05, -0.1],
  [0.1, -0.1],
] as const;

const mine = [
  [0.05, 0.1],
  [0.1, 0.1],
] as const;

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.GYRE_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/saving-${name}.png` });
}

async function enter(browser: Browser) {
  const { page } = await signIn(browser, lab.people.reader1);
  return page;
}

test('a server gone in mid-stroke, a reload and a return lose nothing', async ({ browser }) => {
  const page = await enter(browser);
  const { editor, annotation } = await openCase(page, lab, assignment(0));
  await editor.takeBrush(1);
  await editor.stroke(...small);
  const before = await editor.stored(annotation);

  const box = await page.getByRole('main').locator('canvas').first().boundingBox();
  if (!box) throw new Error('The big pane is not there.');
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.4);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.58, box.y + box.height * 0.42, { steps: 3 });
  await page.context().setOffline(true);
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.45, { steps: 3 });
  await page.mouse.up();
  await expect(editor.saved).toContainText('Offline: 1 edit kept in this browser');
  await editor.stroke(...other);
  await expect(editor.saved).toContainText('Offline: 2 edits kept in this browser');
  await shoot(page, 'offline');

  // The page is back but the server still refuses saves: what the browser kept is on the screen again.
  await page.route(SAVES, (route) => route.abort());
  await page.context().setOffline(false);
  const drawn = await editor.millilitres(1);
  await page.reload();
  await editor.ready();
  await expect.poll(() => editor.millilitres(1)).toBe(drawn);
  await expect(editor.saved).toContainText('Offline');
  await page.unroute(SAVES);
  const after = await editor.stored(annotation);
  expect(after.equals(before)).toBe(false);
  const { sent } = await editor.submit();
  expect(sent.equals(after)).toBe(true);
  await page.context().close();
});

test('a case that cannot be opened says what this browser keeps of it, and opens by itself', async ({
  browser,
}) => {
  const page = await enter(browser);
  const { editor, annotation } = await openCase(page, lab, assignment(1));
  await editor.takeBrush(1);
  await page.route(SAVES, (route) => route.abort());
  await editor.stroke(...small);
  await expect(editor.saved).toContainText('Offline: 1 edit');
  await page.getByRole('link', { name: 'Back to Work' }).click();
  await expect(page.getByRole('button', { name: /^Signed in as/ })).toBeVisible();
  await page.context().setOffline(true);
  await page.goBack();
  await expect(page.getByRole('alert')).toContainText('This browser keeps 1 edited slice of');
  await shoot(page, 'opened-offline');
  await page.unroute(SAVES);
  await page.context().setOffline(false);
  await editor.ready();
  await editor.stored(annotation);
  await page.context().close();
});

test('an older tab says at once that another has the case; two versions are chosen side by side', async ({
  browser,
}) => {
  const first = await enter(browser);
  const { editor: old, annotation } = await openCase(first, lab, assignment(4));
  await old.takeBrush(1);
  await first.route(SAVES, (route) => route.abort());
  await old.stroke(...mine);
  await expect(old.saved).toContainText('Offline: 1 edit');

  const second = await first.context().newPage();
  const { editor: now } = await openCase(second, lab, assignment(4));
  await expect(notice(first)).toContainText('another tab of this browser');
  await shoot(first, 'lost');
  await now.takeBrush(2);
  await now.stroke(...other);
  const theirs = await now.stored(annotation);
  const kept = await old.millilitres(1);
  await old.stroke(...other);
  expect(await old.millilitres(1)).toBe(kept);

  await first.unroute(SAVES);
  await first.getByRole('button', { name: 'Work here' }).click();
  await expect(notice(first)).toContainText('The other window has saved since.');
  await shoot(first, 'stale');
  await expect(notice(second)).toContainText(/another (tab of this browser|window)/);
  await first.getByRole('button', { name: 'Compare' }).click();
  const versions = first.getByRole('region', { name: 'Two versions' });
  await expect(versions).toContainText('voxels differ, slice 1 of 1 that do');
  await shoot(first, 'two-versions');
  await first.keyboard.press('Control+ArrowLeft');
  await expect(versions.getByRole('figure', { name: 'Mine' })).toContainText('taken');
  await versions.getByRole('button', { name: 'Go on with these' }).click();
  const chosen = await old.stored(annotation);
  expect(chosen.equals(theirs)).toBe(false);
  const { sent } = await old.submit();
  expect(sent.equals(chosen)).toBe(true);
  await first.context().close();
});

test('a session that ended is signed in again in place, and saving goes on', async ({ browser }) => {
  const page = await enter(browser);
  const { editor, annotation } = await openCase(page, lab, assignment(2));
  const before = await editor.stored(annotation);
  await editor.takeBrush(1);
  await page.context().clearCookies();
  await editor.stroke(...small);
  await expect(notice(page)).toContainText('You are signed out');
  await expect(notice(page)).toContainText('Your last edit is kept in this browser.');
  await shoot(page, 'signed-out');
  const password = page.getByLabel(/^Password of/);
  await password.fill('wrong');
  await password.press('Enter');
  await expect(notice(page).getByRole('alert')).toBeVisible();
  await password.fill(lab.people.reader1?.password ?? '');
  await password.press('Enter');
  expect((await editor.stored(annotation)).equals(before)).toBe(false);
  await expect(page.getByText('You are signed out')).toHaveCount(0);
  await page.context().close();
});

test('what the checks find is listed once before handing in; a submission is taken back', async ({
  browser,
}) => {
  const page = await enter(browser);
  const { editor } = await openCase(page, lab, assignment(2));
  // A stroke far from everything: a piece that lies away from the rest.
  await editor.takeBrush(1);
  await editor.stroke([-0.4, -0.4], [-0.38, -0.4]);
  await editor.isSaved();
  await page.keyboard.press('Control+Enter');
  await expect(editor.checks).toContainText('to look at before you submit');
  await expect(editor.checks).toContainText(/mm from the rest|separate pieces|reaches/);
  await page.keyboard.press('q');
  const here = editor.checks.locator('[aria-current]');
  const place = Number(/slice (\d+)/.exec(await here.innerText())?.[1]);
  expect(await editor.slice()).toBe(place);
  await shoot(page, 'checks');
  expect.soft(await serious(page), 'the checks').toEqual([]);
  const { revision } = await editor.submit();
  await expect(page.getByRole('status').filter({ hasText: 'submitted as r1' })).toContainText('Take back');
  const reviewer = await signIn(browser, lab.people.reviewer);
  await reviewer.page.goto(`/projects/${lab.slug}/review/${revision}`);
  await expect(reviewer.page.getByRole('region', { name: 'Checks' })).toContainText('Liver');
  await shoot(reviewer.page, 'reviewed');
  await reviewer.page.context().close();
  await page.goto(`/projects/${lab.slug}/work`);
  await expect(page.getByRole('button', { name: `Take back ${lab.cases[2]?.name}` })).toBeVisible();
  expect.soft(await serious(page), 'Work with what was handed in').toEqual([]);
  await shoot(page, 'work');
  await page.getByRole('button', { name: `Take back ${lab.cases[2]?.name}` }).click();
  await expect(page).toHaveURL(new RegExp(`/assignments/${assignment(2)}$`));
  await editor.ready();
  await page.context().close();
});

test('a case excluded while it is open keeps the edits, can be taken along, and leads on', async ({
  browser,
}) => {
  const page = await enter(browser);
  const { editor } = await openCase(page, lab, assignment(3));
  await editor.takeBrush(1);
  const lead = await signIn(browser, lab.people.lead);
  await send(lead.page, `/api/cases/${lab.cases[3]?.id}/exclude`, { reason: 'Wrong patient.' });
  await lead.page.context().close();
  await editor.stroke(...small);
  await expect(notice(page)).toContainText('This case was excluded: Wrong patient.');
  await expect(notice(page)).toContainText('Your last edit is kept in this browser.');
  await shoot(page, 'excluded');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download my mask' }).click();
  expect((await download).suggestedFilename()).toBe(`${lab.cases[3]?.name}-mask.nii.gz`);
  await page.getByRole('button', { name: 'Next case' }).click();
  await expect(page).not.toHaveURL(new RegExp(`/assignments/${assignment(3)}$`));
  await editor.ready();
  await page.context().close();
});
