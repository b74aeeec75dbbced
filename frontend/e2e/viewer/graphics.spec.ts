import { expect, type Page, test } from '@playwright/test';
import { film, serveSeries, shape, source } from './fixture';

declare global {
  interface Window {
    contexts: WebGL2RenderingContext[];
  }
}

/** Keeps each graphics context that the page asks for where the test can take it away. */
const watchContexts = (page: Page) =>
  page.addInitScript(() => {
    window.contexts = [];
    const ask = HTMLCanvasElement.prototype.getContext as (...all: unknown[]) => unknown;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...all: unknown[]) {
      const context = ask.apply(this, all);
      if (context instanceof WebGL2RenderingContext && !window.contexts.includes(context)) {
        window.contexts.push(context);
      }
      return context;
    } as typeof HTMLCanvasElement.prototype.getContext;
  });

/** Takes all contexts away; gives how many there were. */
const lose = (page: Page) =>
  page.evaluate(() => {
    const live = window.contexts.filter((each) => !each.isContextLost());
    for (const each of live) each.getExtension('WEBGL_lose_context')?.loseContext();
    return live.length;
  });

async function open(page: Page, what: typeof source | typeof film) {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await watchContexts(page);
  await serveSeries(page);
  await page.goto('/e2e/viewer/panes.html');
  await page.waitForFunction(() => typeof window.open_ === 'function');
  await page.evaluate((s) => window.open_(s), what);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().status)).toBe('ready');
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().loaded)).toBe(1);
  return problems;
}

const stroke = async (page: Page, from: [number, number, number], to: [number, number, number]) => {
  const [a, b] = await page.evaluate(
    (places) => {
      const box = document.querySelector('[data-plane="z"]')!.getBoundingClientRect();
      return places.map((place) => {
        const { x, y } = window.viewer.screenPosition('z', place);
        return { x: box.left + x, y: box.top + y };
      });
    },
    [from, to],
  );
  await page.mouse.move(a!.x, a!.y);
  await page.mouse.down();
  await page.mouse.move(b!.x, b!.y, { steps: 4 });
  await page.mouse.up();
};

const kept = (page: Page) =>
  page.evaluate(async () => {
    const digest = await crypto.subtle.digest('SHA-256', window.viewer.getMask() as BufferSource);
    const { undoable, redoable, window: shown, focus, zoom } = window.viewer.state.get();
    const mask = [...new Uint8Array(digest)].join();
    return { mask, undoable, redoable, shown, focus, zoom };
  });

/** The mean grey of the image's canvas: 0 where nothing is drawn. */
const brightness = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-plane="z"] canvas')!;
    const copy = new OffscreenCanvas(60, 60);
    const context = copy.getContext('2d')!;
    context.drawImage(canvas, 0, 0, 60, 60);
    const { data } = context.getImageData(0, 0, 60, 60);
    return data.reduce((sum, value, i) => sum + (i % 4 === 0 ? value : 0), 0) / 3600;
  });

test('a film whose graphics are taken away in mid-work comes back by itself: mask, undo, window and zoom as before', async ({
  page,
}) => {
  const problems = await open(page, film);
  let asked = 0;
  page.on('request', (request) => request.url().includes('/frames/') && asked++);
  await stroke(page, [0, 20, 10], [0, 20, 30]);
  await stroke(page, [0, 40, 10], [0, 40, 30]);
  await page.evaluate(() => {
    window.viewer.undo();
    window.viewer.setWindow({ width: 300, level: 200 });
    window.viewer.zoomBy(1.5, 'z');
  });
  await expect.poll(() => brightness(page)).toBeGreaterThan(10);
  const [before, light] = [await kept(page), await brightness(page)];

  expect(await lose(page)).toBeGreaterThan(0);
  await expect(page.getByRole('status')).toContainText('comes back by itself');
  await page.screenshot({ path: 'test-results/panes-graphics-lost.png' });
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().graphics)).toBe('there');
  await expect(page.getByText('comes back by itself')).toHaveCount(0);
  await expect.poll(() => brightness(page)).toBeCloseTo(light, 0);
  expect(await kept(page)).toEqual(before);
  expect(asked).toBe(0);
  expect(await page.evaluate(() => window.viewer.mappingError('z', [0, 40, 20]))).toBeLessThan(0.6);

  await page.evaluate(() => window.viewer.redo());
  await stroke(page, [0, 50, 10], [0, 50, 30]);
  expect((await kept(page)).undoable).toBe(3);
  for (let i = 0; i < 2; i++) await page.evaluate(() => window.viewer.undo());
  expect((await kept(page)).mask).toBe(before.mask);
  await page.screenshot({ path: 'test-results/panes-graphics-back.png' });
  expect(problems).toEqual([]);
});

test('the planes of a volume do without graphics; the surface is made anew', async ({ page }) => {
  const problems = await open(page, source);
  await stroke(page, [12, 20, 10], [12, 40, 30]);
  await page.evaluate(() => window.viewer.layout.choose('solid'));
  const surface = page.getByRole('region', { name: '3D surface' });
  const made = surface.locator('[data-mask-version]');
  await expect(made).toBeVisible();
  const [before, light] = [await kept(page), await brightness(page)];
  const contexts = await page.evaluate(() => window.contexts.length);
  expect(contexts).toBe(1);

  expect(await lose(page)).toBe(1);
  await expect(surface.getByRole('status')).not.toBeEmpty();
  await expect.poll(() => page.evaluate(() => window.contexts.length)).toBe(2);
  await expect(surface.getByRole('status')).toBeEmpty();
  await expect(surface.locator('canvas')).toHaveCount(1);
  expect(await brightness(page)).toBeCloseTo(light, 0);
  expect(await kept(page)).toEqual(before);

  // Closing the surface gives its context back.
  await page.evaluate(() => window.viewer.layout.choose('planes'));
  await expect(surface).toHaveCount(0);
  expect(await page.evaluate(() => window.contexts.filter((each) => !each.isContextLost()).length)).toBe(0);
  expect(problems).toEqual([]);
});

test('canvases that a driver restart has emptied are drawn anew', async ({ page }) => {
  await open(page, source);
  await page.evaluate(([depth, rows, columns]) => {
    const mask = new Uint8Array(depth * rows * columns).fill(1);
    window.viewer.setMask(mask);
  }, shape);
  await expect.poll(() => brightness(page)).toBeGreaterThan(10);
  const light = await brightness(page);
  await page.evaluate(() => {
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('[data-plane] canvas')) {
      canvas.getContext('2d')?.reset();
      canvas.dispatchEvent(new Event('contextrestored'));
    }
  });
  await expect.poll(() => brightness(page)).toBeCloseTo(light, 0);
});
