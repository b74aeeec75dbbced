import { expect, type Page, test } from '@playwright/test';
import { film, serveSeries, shape, source } from './fixture';

/** A large ball of label 1, a smaller one of label 2 in front of it, and one voxel of label 3. */
const lay = (page: Page) =>
  page.evaluate(([depth, rows, columns]) => {
    const mask = new Uint8Array(depth * rows * columns);
    for (let i = 0; i < mask.length; i++) {
      const z = Math.floor(i / (rows * columns));
      const y = Math.floor(i / columns) % rows;
      const x = i % columns;
      const far = (cz: number, cy: number, cx: number) =>
        Math.hypot((z - cz) * 3, (y - cy) * 0.9, (x - cx) * 0.8);
      mask[i] = far(12, 40, 22) < 13 ? 1 : far(15, 15, 34) < 7 ? 2 : 0;
    }
    mask[(2 * rows + 50) * columns + 6] = 3;
    window.viewer.setMask(mask);
  }, shape);

const still = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

const boxes = async (page: Page) => {
  await still(page);
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main section')]
      .filter((each) => each.checkVisibility({ visibilityProperty: true }))
      .map((each) => {
        const { width, height } = each.getBoundingClientRect();
        return { name: each.getAttribute('aria-label'), area: Math.round(width * height) };
      })
      .sort((a, b) => b.area - a.area || (a.name ?? '').localeCompare(b.name ?? '')),
  );
};

async function open(page: Page, what: typeof source | typeof film) {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await serveSeries(page);
  await page.goto('/e2e/viewer/panes.html');
  await page.waitForFunction(() => typeof window.open_ === 'function');
  await page.evaluate((s) => window.open_(s), what);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().loaded)).toBe(1);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().status)).toBe('ready');
  return problems;
}

/** The surface shows the mask as it is now. */
const surfaceDone = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(() => {
        const shows = document.querySelector<HTMLElement>('[data-mask-version]')?.dataset.maskVersion;
        return Number(shows) - window.viewer.state.get().maskVersion;
      }),
    )
    .toBe(0);

test('layouts go round, panes swap places, and all of it is kept; every voxel stays under its pixel', async ({
  page,
}) => {
  const problems = await open(page, source);
  await lay(page);
  expect((await boxes(page)).map((each) => each.name)).toEqual(['Axial', 'Coronal', 'Sagittal']);
  await page.screenshot({ path: 'test-results/panes-planes.png' });

  await page.getByRole('region', { name: 'Coronal' }).hover();
  await page.getByRole('button', { name: 'Make Coronal the big pane' }).click();
  expect((await boxes(page)).map((each) => each.name)).toEqual(['Coronal', 'Axial', 'Sagittal']);
  await page.screenshot({ path: 'test-results/panes-coronal.png' });
  for (const plane of ['z', 'y', 'x'] as const) {
    expect(await page.evaluate((p) => window.viewer.mappingError(p, [12, 63, 47]), plane)).toBeLessThan(0.6);
  }
  const scrubber = page.getByRole('slider', { name: 'Slice' });
  await expect(scrubber).toHaveAttribute('aria-valuemax', '64');

  await page.evaluate(() => window.viewer.layout.next());
  expect((await boxes(page)).map((each) => each.name)).toEqual(['Coronal']);
  await page.screenshot({ path: 'test-results/panes-one.png' });

  await page.evaluate(() => window.viewer.layout.next());
  await surfaceDone(page);
  expect((await boxes(page)).map((each) => each.name)).toEqual([
    'Coronal',
    '3D surface',
    'Axial',
    'Sagittal',
  ]);
  await page.screenshot({ path: 'test-results/panes-solid.png' });

  await page.evaluate(() => window.viewer.layout.next());
  await surfaceDone(page);
  expect((await boxes(page)).map((each) => each.name)).toEqual(['3D surface']);
  await page.screenshot({ path: 'test-results/panes-surface.png' });

  await page.reload();
  await page.waitForFunction(() => typeof window.open_ === 'function');
  await page.evaluate((s) => window.open_(s), source);
  expect((await boxes(page)).map((each) => each.name)).toEqual(['3D surface']);
  expect(problems).toEqual([]);
});

test('a click on the surface brings the planes there; it follows edits, hidden labels and the hand', async ({
  page,
}) => {
  const problems = await open(page, source);
  await lay(page);
  await page.evaluate(() => window.viewer.layout.choose('surface'));
  await surfaceDone(page);
  const canvas = page.getByRole('application', { name: /3D surface/ });
  const box = (await canvas.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const label = () => page.evaluate(() => window.viewer.labelAt(window.viewer.state.get().focus));
  // From the front, the small ball is before the large one.
  const first = await page.evaluate(() => window.viewer.state.get().focus);
  expect(await label()).toBeGreaterThan(0);
  await page.keyboard.press('Tab');
  await canvas.focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
  await page.screenshot({ path: 'test-results/panes-surface-turned.png' });
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const behind = await page.evaluate(() => window.viewer.state.get().focus);
  expect(await label()).toBe(1);
  expect(behind[1]).toBeGreaterThan(first[1]);

  await page.evaluate(() => window.viewer.setLabel(1, { visible: false }));
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  // What is hidden is not met, so nothing moves, or the small ball behind is.
  expect([1, 2]).toContain(await label());
  const through = await page.evaluate(() => window.viewer.state.get().focus);
  expect((await label()) === 1 ? through : behind).toEqual(behind);

  await page.evaluate(() => window.viewer.setLabel(1, { visible: true }));
  await page.evaluate(() => {
    const { viewer } = window;
    const [, rows, columns] = viewer.shape;
    viewer.applyOperation('cut', (access) => {
      for (let i = 0; i < access.data.length; i++) if (i % columns > 22 || rows < 0) access.set(i, 0);
    });
  });
  await surfaceDone(page);
  await page.screenshot({ path: 'test-results/panes-surface-cut.png' });
  expect(problems).toEqual([]);
});

test('a film has one pane without scrubber or 3D', async ({ page }) => {
  await open(page, film);
  await page.evaluate(() => {
    window.viewer.layout.next();
    window.viewer.layout.choose('surface');
  });
  expect((await boxes(page)).map((each) => each.name)).toEqual(['Image']);
  await expect(page.getByRole('slider', { name: 'Slice' })).toHaveCount(0);
  await page.screenshot({ path: 'test-results/panes-film.png' });
});
