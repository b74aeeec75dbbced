import { expect, test } from '@playwright/test';
import { serious } from './axe';
import { type Lab, makeLab, openCase, signIn } from './lab';

let lab: Lab;

test.beforeAll(() => {
  lab = makeLab('lab-keys', ['--cases', '2']);
});

test('keys and buttons ask for the same; a stroke is taken back with Escape', async ({ browser }) => {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  const { editor, annotation } = await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  const before = await editor.stored(annotation);
  const eraser = page.getByRole('button', { name: 'Eraser', exact: true });
  await page.keyboard.press('e');
  await expect(eraser).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Brush', exact: true }).click();
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
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a key that one chooses holds at once, and on every computer of the same person', async ({
  browser,
}) => {
  const { page } = await signIn(browser, lab.people.reader1);
  await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  const eraser = page.getByRole('button', { name: 'Eraser', exact: true });
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await sheet.getByRole('button', { name: /Change the key of “Eraser”/ }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+r');
  await expect(sheet.getByRole('status')).toContainText('belongs to the browser');
  await Promise.all([
    page.waitForResponse((one) => one.url().endsWith('/api/keys') && one.request().method() === 'PUT'),
    page.keyboard.press('q'),
  ]);
  expect(await serious(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('q');
  await expect(eraser).toHaveAttribute('aria-pressed', 'true');
  await expect(eraser).toHaveAttribute('title', 'Eraser (Q)');
  await page.context().close();

  const elsewhere = await signIn(browser, lab.people.reader1);
  await openCase(elsewhere.page, lab, lab.cases[0]?.assignments.reader1);
  const there = elsewhere.page.getByRole('button', { name: 'Eraser', exact: true });
  await expect(there).toHaveAttribute('title', 'Eraser (Q)');
  await elsewhere.page.keyboard.press('b');
  await elsewhere.page.keyboard.press('e');
  await expect(there).toHaveAttribute('aria-pressed', 'false');
  expect(await serious(elsewhere.page)).toEqual([]);
  await elsewhere.page.context().close();
});

test('the whole editor can be reached with Tab, and what has the focus is seen', async ({ browser }) => {
  const { page } = await signIn(browser, lab.people.reader1);
  await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  const reached = new Set<string>();
  const unseen: string[] = [];
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      // A pane wears its ring above the picture, which would cover one of its own.
      const ringed = [getComputedStyle(element), getComputedStyle(element, '::after')].some(
        (style) =>
          style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && style.outlineWidth !== '0px'),
      );
      return { name: element.getAttribute('aria-label') ?? element.innerText.slice(0, 40), ringed };
    });
    if (!now) break;
    if (!now.ringed) unseen.push(now.name);
    reached.add(now.name);
  }
  for (const name of ['Brush', 'Select', 'Back to Work', 'Window presets']) {
    expect(
      [...reached].some((one) => one.includes(name)),
      name,
    ).toBe(true);
  }
  expect(unseen).toEqual([]);
  await page.context().close();
});

test('a case is looked at, remarked on, flagged and skipped by keys alone; axe finds nothing serious', async ({
  browser,
}) => {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  await page.goto(`/projects/${lab.slug}/work`);
  await expect(page.getByRole('main', { name: 'Work' })).toBeVisible();
  expect.soft(await serious(page), 'Work').toEqual([]);
  await openCase(page, lab, lab.cases[0]?.assignments.reader1);

  const surface = page.getByText('3D', { exact: true }).first();
  for (let i = 0; i < 4 && !(await surface.isVisible()); i++) await page.keyboard.press('x');
  await expect(surface).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByRole('main').getByRole('button', { name: 'Box', exact: true })).toBeVisible();
  expect.soft(await serious(page), '3D and the options of a tool').toEqual([]);
  await page.keyboard.press('.');
  await expect(page.getByRole('menu')).toBeVisible();
  expect.soft(await serious(page), 'the menu of a label').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  // A letter in a text field is a letter; Escape gives the keys back to the commands.
  const field = page.getByRole('textbox', { name: /^Comment on slice/ });
  await page.keyboard.press('m');
  await expect(field).toBeFocused();
  await page.keyboard.type('be');
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('be');
  const brush = page.getByRole('button', { name: 'Brush', exact: true });
  await expect(brush).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('b');
  await expect(brush).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('m');
  await page.keyboard.type('nign?');
  await page.keyboard.press('Enter');
  const comments = page.getByRole('region', { name: 'Comments' });
  await expect(comments.getByText('benign?', { exact: true })).toBeVisible();
  await comments.getByRole('button', { name: 'Mark done' }).focus();
  await page.keyboard.press('Enter');
  await expect(comments.getByRole('button', { name: 'Open again' })).toBeVisible();
  expect.soft(await serious(page), 'a remark that is done').toEqual([]);

  await page.keyboard.press('Shift+F');
  await expect(page.getByRole('textbox', { name: /What the lead should look at/ })).toBeFocused();
  expect.soft(await serious(page), 'the question of a flag').toEqual([]);
  await page.keyboard.type('Odd liver.');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Flagged for the lead.')).toBeVisible();

  await page.keyboard.press('Shift+S');
  const why = page.getByRole('textbox', { name: /Why; the lead reads it/ });
  await expect(why).toBeFocused();
  await page.keyboard.press('Enter'); // nothing is skipped without a reason
  await page.keyboard.type('Motion.');
  const [skip] = await Promise.all([
    page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/skip')),
    page.keyboard.press('Enter'),
  ]);
  expect(skip.postDataJSON()).toMatchObject({ reason: 'Motion.' });
  await expect(page).not.toHaveURL(new RegExp(`/assignments/${lab.cases[0]?.assignments.reader1}$`));
  expect(problems).toEqual([]);
  await page.context().close();
});
