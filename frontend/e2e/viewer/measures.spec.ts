import { expect, type Page, test } from '@playwright/test';
import { film, oblique, serveSeries, type source } from './fixture';

type Place = [number, number, number];
type Plane = 'z' | 'y' | 'x';

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

const at = (page: Page, plane: Plane, place: Place) =>
  page.evaluate(
    ([p, index]) => {
      const box = document.querySelector(`[data-plane="${p}"]`)!.getBoundingClientRect();
      const { x, y } = window.viewer.screenPosition(p, index);
      return { x: box.left + x, y: box.top + y };
    },
    [plane, place] as const,
  );

async function drag(page: Page, plane: Plane, from: Place, to: Place) {
  const [a, b] = [await at(page, plane, from), await at(page, plane, to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(b.x, b.y, { steps: 4 });
  await page.mouse.up();
}

const tool = (page: Page, name: 'ruler' | 'angle' | 'ellipse' | 'brush') =>
  page.evaluate((each) => window.viewer.setTool(each), name);

const words = (page: Page) => page.evaluate(() => window.viewer.measured());

test('an oblique, anisotropic series is shown true to scale, and measured in mm in every plane', async ({
  page,
}) => {
  const problems = await open(page, oblique);
  await page.evaluate(() => window.viewer.jumpTo([12, 32, 24]));
  // One voxel is 3 x 0.9 x 0.8 mm: the same number of pixels a mm along both axes of each plane.
  for (const [plane, ends] of [
    ['z', [[12, 12, 24], [12, 52, 24], 36, [12, 32, 4], [12, 32, 44], 32]],
    ['y', [[4, 32, 24], [20, 32, 24], 48, [12, 32, 4], [12, 32, 44], 32]],
    ['x', [[4, 32, 24], [20, 32, 24], 48, [12, 12, 24], [12, 52, 24], 36]],
  ] as [Plane, [Place, Place, number, Place, Place, number]][]) {
    const [a, b, first, c, d, second] = ends;
    const apart = async (from: Place, to: Place) => {
      const [p, q] = [await at(page, plane, from), await at(page, plane, to)];
      return Math.hypot(p.x - q.x, p.y - q.y);
    };
    const scale = (await apart(a, b)) / first;
    expect((await apart(c, d)) / second).toBeCloseTo(scale, 6);
    expect(await page.evaluate((p) => window.viewer.mappingError(p, [20, 60, 40]), plane)).toBeLessThan(0.6);
    await tool(page, 'ruler');
    await drag(page, plane, a, b);
    await drag(page, plane, c, d);
  }
  // The mouse comes to rest on whole pixels: half a pixel at each end.
  const lengths = (await words(page)).map(([line]) => Number.parseFloat(line ?? ''));
  expect(lengths).toHaveLength(6);
  for (const [n, mm] of [36, 32, 48, 32, 48, 36].entries()) {
    expect(Math.abs((lengths[n] ?? 0) - mm)).toBeLessThan(0.4);
  }
  await page.screenshot({ path: 'test-results/panes-measures-oblique.png' });

  await tool(page, 'angle');
  await drag(page, 'z', [12, 15, 10], [12, 15, 40]);
  const arm = await at(page, 'z', [12, 45, 40]);
  await page.mouse.click(arm.x, arm.y);
  expect((await words(page)).at(-1)).toEqual(['90°']);
  await tool(page, 'ellipse');
  await drag(page, 'z', [12, 38, 8], [12, 58, 28]);
  const inside = (await words(page)).at(-1);
  // The intensity is 10 x + y + 100 z; its mean is that at the middle.
  expect(Number(/mean ([\d.]+) HU/.exec(inside?.[0] ?? '')?.[1])).toBeCloseTo(1200 + 180 + 48, -1);
  await page.screenshot({ path: 'test-results/panes-measures.png' });

  // The second point of the first ruler is drawn elsewhere; then it goes.
  await tool(page, 'ruler');
  await drag(page, 'z', [12, 52, 24], [12, 22, 24]);
  expect(Number.parseFloat((await words(page))[0]?.[0] ?? '')).toBeCloseTo(9, 0);
  expect(await words(page)).toHaveLength(8);
  await page.evaluate(() => window.viewer.measures.remove(window.viewer.measures.selected.get() ?? -1));
  expect(await words(page)).toHaveLength(7);
  expect(await page.evaluate(() => window.edited)).toEqual([]);

  await page.reload();
  await page.waitForFunction(() => typeof window.open_ === 'function');
  await page.evaluate((s) => window.open_(s), oblique);
  expect(await words(page)).toHaveLength(7);
  expect(problems).toEqual([]);
});

test('a film is measured at its detector, and says so; its sides come from the file', async ({ page }) => {
  await open(page, film);
  await tool(page, 'ruler');
  await drag(page, 'z', [0, 20, 10], [0, 20, 40]);
  const [length] = (await words(page))[0] ?? [];
  expect(length).toMatch(/^2[34]\.\d mm at the detector$/);
  const image = page.getByRole('region', { name: 'Image' });
  for (const letter of ['R', 'L', 'S', 'I'])
    await expect(image.getByText(letter, { exact: true })).toBeVisible();
  await page.screenshot({ path: 'test-results/panes-measures-film.png' });
});

test('slices play on the active pane, and stop at an edit', async ({ page }) => {
  await open(page, oblique);
  await page.getByRole('region', { name: 'Sagittal' }).hover();
  expect(await page.evaluate(() => window.viewer.active.get())).toBe('x');
  const start = await page.evaluate(() => window.viewer.state.get().focus);
  await page.evaluate(() => {
    window.viewer.cine.setRate(30);
    window.viewer.cine.play(window.viewer.active.get());
  });
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().focus[2])).not.toBe(start[2]);
  expect(await page.evaluate(() => window.viewer.state.get().focus.slice(0, 2))).toEqual(start.slice(0, 2));
  await tool(page, 'brush');
  await drag(page, 'z', [12, 20, 10], [12, 20, 20]);
  expect(await page.evaluate(() => window.viewer.cine.state.get().playing)).toBe(false);
});

test('the crosshair is moved by keys as it lies on the screen', async ({ page }) => {
  await open(page, oblique);
  for (const plane of ['z', 'y', 'x'] as const) {
    await page.evaluate((p) => {
      window.viewer.jumpTo([12, 32, 24]);
      window.viewer.active.set(p);
    }, plane);
    const [before, after] = await page.evaluate((p) => {
      const { viewer } = window;
      const from = viewer.screenPosition(p, viewer.state.get().focus);
      viewer.nudge(1, 1);
      return [from, viewer.screenPosition(p, viewer.state.get().focus)];
    }, plane);
    expect(after.x).toBeGreaterThan(before.x);
    expect(after.y).toBeGreaterThan(before.y);
  }
});
