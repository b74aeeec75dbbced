import { expect, test } from '@playwright/test';
import { makeLab, openCase, signIn } from './lab';

test('keys and buttons ask for the same; a stroke is taken back with Escape', async ({ browser }) => {
  const lab = makeLab('lab-commands', ['--cases', '1']);
  const { page, problems } = await signIn(browser, lab.people.reader1);
  const { editor, annotation } = await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  const before = await editor.stored(annotation);

  const brush = page.getByRole('button', { name: 'Brush', exact: true });
  const eraser = page.getByRole('button', { name: 'Eraser', exact: true });
  await page.keyboard.press('e');
  await expect(eraser).toHaveAttribute('aria-pressed', 'true');
  await brush.click();
  await expect(eraser).toHaveAttribute('aria-pressed', 'false');

  const box = await page.getByRole('main').locator('canvas').first().boundingBox();
  if (!box) throw new Error('The big pane is not there.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.getByTestId('undoable')).toHaveText('0 of 50');
  expect((await editor.stored(annotation)).equals(before)).toBe(true);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Threshold brush');
  expect(problems).toEqual([]);
  await page.context().close();
});
