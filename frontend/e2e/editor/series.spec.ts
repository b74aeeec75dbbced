import { expect, type Page, test } from '@playwright/test';
import { serious } from './axe';
import { type Lab, makeLab, openCase, signIn } from './lab';
import { shot } from './shot';

const beside = (page: Page, name: string) => page.getByRole('region', { name: `Beside: ${name}` });
const slice = (page: Page, name: string) => beside(page, name).getByTestId('companion-slice');
const note = (page: Page, name: string) => beside(page, name).getByTestId('companion-note');
const ours = (page: Page) => page.getByTestId('slice-z');
const button = (page: Page, series: string, name: string | RegExp) =>
  beside(page, series).getByRole('button', { name, exact: true });

/** Puts another series in the place of one that stands beside the case, from the menu in its head. */
async function choose(page: Page, shown: string, wanted: string): Promise<void> {
  await button(page, shown, shown).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${wanted}`) }).click();
  await expect(slice(page, wanted)).toBeVisible();
}

/** Walks to a slice of the case by the arrow keys of its scrubber. */
async function goTo(page: Page, wanted: number): Promise<void> {
  await page.getByRole('slider', { name: 'Slice' }).focus();
  for (let step = 0; step < 60; step++) {
    const now = Number((await ours(page).textContent())?.match(/\d+/)?.[0]);
    if (now === wanted) return;
    await page.keyboard.press(now < wanted ? 'ArrowUp' : 'ArrowDown');
  }
}

async function pointAt(page: Page, series: string): Promise<void> {
  const pane = await beside(page, series).boundingBox();
  if (!pane) throw new Error(`${series} is not on the screen.`);
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height / 2);
}

let lab: Lab;
test.beforeAll(() => {
  lab = makeLab('lab-series', ['--cases', '2', '--series']);
});

/** 24 slices of 3 mm; beside it 10 slices of 7.67 mm, a sagittal scan, another contrast of the same grid. */
test('another series moves with the case by millimetres, and the case with it', async ({ browser }) => {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  await openCase(page, lab, lab.cases[0]?.assignments.reader1);

  await page.keyboard.press('p');
  await expect(slice(page, 'coarse')).toHaveText(/of 10$/);
  // Slice 12 lies 33 mm up; of the coarse ones, 7.667 mm apart, the fifth at 30.7 mm is the nearest.
  await goTo(page, 12);
  await expect(slice(page, 'coarse')).toHaveText('slice 5 of 10');
  await expect(note(page, 'coarse')).toHaveText('nearest slice, 2.3 mm away');
  await goTo(page, 24);
  await expect(slice(page, 'coarse')).toHaveText('slice 10 of 10');
  await expect(note(page, 'coarse')).toHaveText('');

  // One slice down in the coarse series is 61.3 mm: ours nearest to it is the 21st, at 60 mm.
  await pointAt(page, 'coarse');
  await page.mouse.wheel(0, 100);
  await expect(slice(page, 'coarse')).toHaveText('slice 9 of 10');
  await expect(ours(page)).toContainText('21 of 24');

  await page.keyboard.press('Alt+p');
  await page.mouse.wheel(0, 100);
  await expect(slice(page, 'coarse')).toHaveText('slice 8 of 10');
  await expect(ours(page)).toContainText('21 of 24');
  await page.keyboard.press('Alt+p');
  await expect(slice(page, 'coarse')).toHaveText('slice 9 of 10');
  await shot(page, 'series-one');

  // Scanned sagittally, shown axially: its rows lie 1.468 mm apart from the head down.
  await choose(page, 'coarse', 'sagittal');
  await expect(slice(page, 'sagittal')).toHaveText('slice 7 of 48');
  await choose(page, 'sagittal', 'contrast');
  await expect(slice(page, 'contrast')).toHaveText('slice 21 of 24');
  await expect(button(page, 'contrast', 'Mask')).toHaveAttribute('aria-pressed', 'true');
  await goTo(page, 13);
  await pointAt(page, 'contrast');
  await expect(beside(page, 'contrast').getByTestId('companion-value')).toHaveText(/\d+ HU/);
  await shot(page, 'series-contrast');

  // The next case is hung the same way.
  await openCase(page, lab, lab.cases[1]?.assignments.reader1);
  await expect(slice(page, 'contrast')).toBeVisible();
  await page.keyboard.press('p');
  await expect(beside(page, 'contrast')).toHaveCount(0);
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a prior in another frame of reference is linked by a person; three series fit on the screen', async ({
  browser,
}) => {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  await page.keyboard.press('Shift+p');
  await page.getByRole('menuitem', { name: /^prior CT, 10 slices, 14 months before, approved mask/ }).click();
  await goTo(page, 13);
  await expect(slice(page, 'prior')).toHaveText('slice 6 of 10');

  await goTo(page, 18);
  await expect(slice(page, 'prior')).toHaveText('slice 6 of 10');
  await goTo(page, 13);
  await button(page, 'prior', 'Link here').click();
  // Six of our slices are 18 mm: 2.35 of its own, from the sixth to the eighth.
  await goTo(page, 19);
  await expect(slice(page, 'prior')).toHaveText('slice 8 of 10');
  await button(page, 'prior', 'Mask r1').click();
  await expect(button(page, 'prior', 'Mask r1')).toHaveAttribute('aria-pressed', 'true');

  for (const [last, more] of [
    ['prior', 'coarse'],
    ['coarse', 'sagittal'],
  ] as const) {
    await button(page, last, 'One more series beside').click();
    await page.getByRole('menuitem', { name: new RegExp(`^${more}`) }).click();
    await expect(slice(page, more)).toBeVisible();
  }
  await expect(page.getByRole('button', { name: 'One more series beside' })).toHaveCount(0);
  await expect(beside(page, 'sagittal').getByText(/of 16 slices/)).toHaveCount(0);
  await goTo(page, 13);
  await shot(page, 'series-three');
  expect.soft(await serious(page), 'three series beside').toEqual([]);

  // Another plane of the case becomes the big one: each series shows the plane of the same name.
  await page.keyboard.press('Shift+x');
  for (const name of ['prior', 'coarse', 'sagittal']) {
    await expect(beside(page, name).getByText('Sagittal', { exact: true })).toBeVisible();
  }
  await expect(slice(page, 'sagittal')).toHaveText(/of 16$/);
  await shot(page, 'series-plane');
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a remark points where the mouse is; its pin leads to it; settled, it can be opened again', async ({
  browser,
}) => {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  await openCase(page, lab, lab.cases[1]?.assignments.reader1);
  const pane = await page.getByRole('main').locator('canvas').first().boundingBox();
  if (!pane) throw new Error('The big pane is not there.');
  const at = { x: pane.x + pane.width / 2 - 60, y: pane.y + pane.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.keyboard.press('m');
  await page.keyboard.type('Is this the edge?');
  await shot(page, 'comment-writing');
  await page.keyboard.press('Enter');
  const remarks = page.getByRole('region', { name: 'Comments' });
  await expect(remarks.getByText('Is this the edge?')).toBeVisible();
  await expect(remarks.getByText('1 open')).toBeVisible();

  const kept = await page.request.get(`/api/cases/${lab.cases[1]?.id}/comments`);
  const [remark] = (await kept.json()) as { index: number[]; z: number }[];
  const shownSlice = Number((await ours(page).textContent())?.match(/\d+/)?.[0]);
  expect(remark?.z).toBe(shownSlice - 1);

  await page.keyboard.press('v');
  await page.mouse.click(at.x, at.y - 18);
  await expect(remarks.locator('[data-chosen]')).toContainText('Is this the edge?');
  await shot(page, 'comment-pinned');
  await remarks.getByRole('button', { name: 'Mark done' }).click();
  await expect(remarks.getByRole('button', { name: 'Open again' })).toBeVisible();
  await expect(remarks.getByText(/done by/)).toBeVisible();
  await remarks.getByRole('button', { name: 'Open again' }).click();
  await expect(remarks.getByRole('button', { name: 'Mark done' })).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});
