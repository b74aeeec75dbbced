import { expect, type Page, test } from '@playwright/test';
import { type Lab, makeLab, openCase, signIn } from './lab';
import { shot } from './shot';

/** The names of the panes on the screen, largest first. */
const panes = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main section[aria-label]')]
      .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.querySelector('canvas'))
      .map((each) => {
        const { width, height } = each.getBoundingClientRect();
        return { name: each.getAttribute('aria-label'), area: Math.round(width * height) };
      })
      .sort((a, b) => b.area - a.area || (a.name ?? '').localeCompare(b.name ?? ''))
      .map(({ name }) => name),
  );

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  const box = (await page.locator('[data-plane="z"]').boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

let lab: Lab;

test.beforeAll(() => {
  lab = makeLab('lab-viewing', ['--cases', '1', '--film']);
});

test('layouts, surface, crosshair, cine and measures by key; the layout is found again', async ({
  browser,
}) => {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  const { editor, annotation } = await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  const before = await editor.stored(annotation);
  await page.locator('[data-plane="z"]').hover();
  await expect.poll(() => panes(page)).toEqual(['Axial', 'Coronal', 'Sagittal']);
  await shot(page, 'viewing-planes');

  await page.keyboard.press('x');
  await expect.poll(() => panes(page)).toEqual(['Axial']);
  await page.keyboard.press('x');
  await expect.poll(() => panes(page)).toEqual(['Axial', '3D surface', 'Coronal', 'Sagittal']);
  await expect(page.locator('[data-mask-version]')).toBeVisible();
  await shot(page, 'viewing-solid');
  await page.keyboard.press('x');
  await expect.poll(() => panes(page)).toEqual(['3D surface']);
  await shot(page, 'viewing-surface');
  await page.getByRole('button', { name: 'What is shown' }).click();
  await shot(page, 'viewing-menu');
  await page.getByRole('menuitem', { name: 'Three planes' }).click();
  await page.keyboard.press('Shift+X');
  await expect.poll(() => panes(page)).toEqual(['Sagittal', 'Axial', 'Coronal']);

  // Keys act on the pane that has the focus.
  await page.getByRole('region', { name: 'Coronal' }).focus();
  const slices = async () =>
    Promise.all(['z', 'y', 'x'].map((each) => page.getByTestId(`slice-${each}`).innerText()));
  const [z, y, x] = await slices();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('slice-y')).not.toHaveText(y ?? '');
  const moved = await page.getByTestId('slice-y').innerText();
  expect(await slices()).toEqual([z, moved, x]);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('slice-x')).not.toHaveText(x ?? '');
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(page.getByTestId('slice-y')).not.toHaveText(moved);
  await page.keyboard.press('k');

  await page.keyboard.press('r');
  await drag(page, [0.3, 0.4], [0.7, 0.4]);
  await expect(page.getByRole('region', { name: 'Axial' })).toHaveAttribute('data-active');
  await page.keyboard.press('Shift+R');
  await drag(page, [0.3, 0.6], [0.5, 0.6]);
  await drag(page, [0.5, 0.8], [0.55, 0.85]);
  await expect(page.getByRole('button', { name: 'Remove all 2' })).toBeVisible();
  await shot(page, 'viewing-measures');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: 'Remove all 1' })).toBeVisible();

  await openCase(page, lab, lab.cases[0]?.assignments.reader1);
  await expect.poll(() => panes(page)).toEqual(['Sagittal', 'Axial', 'Coronal']);
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Remove all 1' })).toBeVisible();
  expect((await editor.stored(annotation)).equals(before)).toBe(true);
  expect(problems).toEqual([]);
  await page.context().close();
});

test('a film is one pane with its sides and its own presets; a stroke on it is saved', async ({
  browser,
}) => {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  const { editor, annotation } = await openCase(page, lab, lab.cases[1]?.assignments.reader1);
  await expect.poll(() => panes(page)).toEqual(['Image']);
  await page.keyboard.press('x');
  expect(await panes(page)).toEqual(['Image']);
  await expect(page.getByRole('slider', { name: 'Slice' })).toHaveCount(0);
  const image = page.getByRole('region', { name: 'Image' });
  for (const letter of ['R', 'L', 'S', 'I']) {
    await expect(image.getByText(letter, { exact: true })).toBeVisible();
  }
  await page.keyboard.press('Alt+3');
  await expect(page.getByRole('button', { name: 'Window presets' })).toContainText('Contrast');
  await page.keyboard.press('r');
  await expect(page.getByText(/ImagerPixelSpacing/)).toBeVisible();
  await drag(page, [0.4, 0.3], [0.6, 0.3]);
  await editor.takeBrush(1);
  await drag(page, [0.45, 0.5], [0.55, 0.5]);
  await shot(page, 'viewing-film');
  expect((await editor.stored(annotation)).some((value) => value === 1)).toBe(true);
  expect(problems).toEqual([]);
  await page.context().close();
});
