import { expect, type Page, test } from '@playwright/test';
import { makeLab, openCase, signIn } from './lab';

const beside = (page: Page, name: string) => page.getByRole('region', { name: `Beside: ${name}` });
const slice = (page: Page, name: string) => beside(page, name).getByTestId('companion-slice');
const note = (page: Page, name: string) => beside(page, name).getByTestId('companion-note');
const ours = (page: Page) => page.getByTestId('slice-z');

/** Puts another series in the place of one that stands beside the case, from the menu in its head. */
async function choose(page: Page, shown: string, wanted: string): Promise<void> {
  await beside(page, shown).getByRole('button', { name: shown, exact: true }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${wanted}`) }).click();
  await expect(slice(page, wanted)).toBeVisible();
}

/** 24 slices of 3 mm; beside it 10 slices of 7.67 mm, a sagittal scan, another contrast of the grid, a prior. */
test('another series is moved with the case by millimetres, and the case with it', async ({ browser }) => {
  const lab = makeLab('lab-series', ['--cases', '1', '--series']);
  const { page, problems } = await signIn(browser, lab.people.reader1);
  const { editor } = await openCase(page, lab, lab.cases[0]?.assignments.reader1);

  await page.keyboard.press('k');
  await expect(slice(page, 'coarse')).toHaveText(/of 10$/);
  const go = async (to: number) => {
    await page.getByRole('slider', { name: 'Slice' }).focus();
    for (let n = 0; n < 60; n++) {
      const now = Number((await ours(page).textContent())?.match(/\d+/)?.[0]);
      if (now === to) return;
      await page.keyboard.press(now < to ? 'ArrowUp' : 'ArrowDown');
    }
  };
  // Slice 12 lies 33 mm up; the coarse ones lie 7.667 mm apart: the fifth at 30.7 mm is the nearest.
  await go(12);
  await expect(slice(page, 'coarse')).toHaveText('slice 5 of 10');
  await expect(note(page, 'coarse')).toHaveText('nearest slice, 2.3 mm away');
  await go(24);
  await expect(slice(page, 'coarse')).toHaveText('slice 10 of 10');
  await expect(note(page, 'coarse')).toHaveText('');

  // One slice down in the coarse series is 61.3 mm: ours nearest to it is the 21st, at 60 mm.
  const pane = await beside(page, 'coarse').boundingBox();
  if (!pane) throw new Error('The series beside the case is not there.');
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height / 2);
  await page.mouse.wheel(0, 100);
  await expect(slice(page, 'coarse')).toHaveText('slice 9 of 10');
  await expect(ours(page)).toContainText('21 of 24');

  await page.keyboard.press('Alt+k');
  await page.mouse.wheel(0, 100);
  await expect(slice(page, 'coarse')).toHaveText('slice 8 of 10');
  await expect(ours(page)).toContainText('21 of 24');
  await page.keyboard.press('Alt+k');
  await expect(slice(page, 'coarse')).toHaveText('slice 9 of 10');
  await page.screenshot({
    path: process.env.GYRE_SHOTS ? `${process.env.GYRE_SHOTS}/series-one.png` : undefined,
  });

  await choose(page, 'coarse', 'sagittal');
  await expect(slice(page, 'sagittal')).toHaveText('slice 7 of 48');
  await choose(page, 'sagittal', 'contrast');
  await expect(slice(page, 'contrast')).toHaveText('slice 21 of 24');
  await expect(beside(page, 'contrast').getByRole('button', { name: 'Mask', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  void editor;
  expect(problems).toEqual([]);
  await page.context().close();
});
