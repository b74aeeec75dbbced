import { expect, type Page, test } from '@playwright/test';
import { Processes } from './browser';
import { PANE, PlainBrowser } from './plain';
import type { Seen } from './probe';
import { add, address, arrive, made, repeats, writeResults } from './reader';

/** Goes to an address within the app, as a click on a link does; the clock starts with it. */
async function follow(page: Page, to: string): Promise<void> {
  await page.evaluate((path) => {
    window.benchProbe.start();
    history.pushState({ idx: 1 }, '', path);
    dispatchEvent(new PopStateEvent('popstate', { state: { idx: 1 } }));
  }, to);
}

const wholly = ({ pixels, labels, ready }: Seen) => pixels !== null && labels !== null && ready !== null;

async function seen(page: Page): Promise<Seen> {
  await expect
    .poll(() => page.evaluate(() => window.benchProbe.seen()).then(wholly), {
      timeout: 120_000,
      intervals: [50],
    })
    .toBe(true);
  return page.evaluate(() => window.benchProbe.seen());
}

async function editable(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /Submit & next/ })).toBeEnabled({ timeout: 60_000 });
}

const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);

async function middle(page: Page) {
  const box = await page.locator('main canvas[data-image=z]').first().boundingBox();
  if (!box) throw new Error('There is no axial pane.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
}

async function stroke(page: Page, along: number): Promise<void> {
  const at = await middle(page);
  const y = at.y + at.height * along;
  await page.mouse.move(at.x - at.width * 0.1, y);
  await page.mouse.down();
  await page.mouse.move(at.x + at.width * 0.1, y, { steps: 8 });
  await page.mouse.up();
}

const saved = (page: Page) =>
  expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'saved', { timeout: 30_000 });

test.afterAll(writeResults);

for (const [slug, name] of [
  ['small', '256x256x40'],
  ['large', '512x512x300'],
] as const) {
  test(`opening ${name}`, async ({ browser }) => {
    test.setTimeout(600_000);
    for (let i = 0; i < repeats; i++) {
      const page = await arrive(browser);
      const [, second] = made.assignments[slug];
      // A page of its own first: the app's code is in the browser's cache, as on any day but the first.
      await page.goto(`/projects/${slug}/work`);
      await expect(page.getByRole('main', { name: 'Work' })).toBeVisible();
      await page.waitForTimeout(1500);
      await follow(page, address(slug, second));
      const { pixels, labels, ready, labelsAfterRequest } = await seen(page);
      add(`first_pixels_s ${name}`, seconds(pixels));
      add(`prelabel_seen_s ${name}`, seconds(labels));
      add(`prelabel_draw_s ${name}`, seconds(labelsAfterRequest));
      add(`ready_s ${name}`, seconds(ready));
      await page.context().close();
    }
  });
}

test('the first case of the day: by its address, nothing in the cache', async ({ browser }) => {
  test.setTimeout(600_000);
  for (let i = 0; i < repeats; i++) {
    const page = await arrive(browser);
    await page.context().clearCookies({ name: 'none' });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.clearBrowserCache');
    await page.goto(address('small', made.assignments.small[1]), { waitUntil: 'commit' });
    await page.evaluate(() => window.benchProbe.start(1));
    add('first_pixels_cold_s 256x256x40', seconds((await seen(page)).pixels));
    await page.context().close();
  }
});

test('strokes and autosave', async ({ browser }) => {
  test.setTimeout(600_000);
  const page = await arrive(browser);
  await page.goto(`/projects/large/work`);
  await follow(page, address('large', made.assignments.large[0]));
  await seen(page);
  await editable(page);
  const processes = await Processes.of(page);
  await stroke(page, 0);
  await saved(page);
  await page.waitForTimeout(1500);
  await page.evaluate(() => {
    window.benchProbe.strokes.length = 0;
  });
  for (let i = 0; i < 3 * repeats; i++) {
    await stroke(page, (i % 7) * 0.04 - 0.12);
    await page.waitForTimeout(100);
  }
  add('stroke_ms', ...(await page.evaluate(() => window.benchProbe.strokes)));
  await saved(page);
  await page.waitForTimeout(2500);

  for (const kind of ['one slice', '45 slices'] as const) {
    if (kind === '45 slices') {
      for (let i = 0; i < 40; i++) await page.keyboard.press(']');
      await page.keyboard.down('Shift');
    }
    for (let i = 0; i < repeats; i++) {
      await page.waitForTimeout(1500);
      const idle = await busy(processes, () => page.waitForTimeout(2000));
      await stroke(page, (i % 5) * 0.05 - 0.1);
      await page.evaluate(() => {
        window.benchProbe.longest = 0;
      });
      const work = await busy(processes, async () => {
        await saved(page);
      });
      add(
        `autosave_main_thread_ms ${kind}`,
        Math.max(0, 1000 * (work.worked - (idle.worked / idle.took) * work.took)),
      );
      add(`autosave_longest_task_ms ${kind}`, await page.evaluate(() => window.benchProbe.longest));
    }
    await page.keyboard.up('Shift');
  }
  await page.context().close();
});

/** Ctrl+Enter until the next case opens; the clock runs from the press that sends: checks may hold the first one back. */
async function handIn(page: Page): Promise<void> {
  const before = page.url();
  const press = async () => {
    await page.evaluate((old) => {
      const began = performance.now();
      window.benchProbe.stop();
      // The picture of the case before counts for nothing: one looks when the address has changed.
      const turn = () => {
        if (location.href === old) requestAnimationFrame(turn);
        else window.benchProbe.start(began);
      };
      turn();
    }, before);
    await page.keyboard.press('Control+Enter');
  };
  await press();
  const held = page.getByRole('button', { name: /^Submit as it is/ });
  const gone = page.waitForURL((url) => url.href !== before, { timeout: 60_000 });
  const first = await Promise.race([
    gone.then(() => 'gone'),
    held
      .waitFor()
      .then(() => 'held')
      .catch(() => 'gone'),
  ]);
  if (first === 'held') await press();
  await gone;
}

async function busy(processes: Processes, act: () => Promise<void>) {
  const [before, began] = [await processes.mainThreadSeconds(), performance.now()];
  await act();
  return { worked: (await processes.mainThreadSeconds()) - before, took: (performance.now() - began) / 1000 };
}

test('one case after the other', async ({ browser }) => {
  test.setTimeout(900_000);
  const page = await arrive(browser);
  await page.goto('/projects/small/work');
  await follow(page, address('small', made.assignments.small[0]));
  await seen(page);
  for (let i = 0; i < 12; i++) {
    await editable(page);
    await stroke(page, 0);
    await saved(page);
    await page.waitForTimeout(3000); // a person looks at a case for longer; the next one is made ready
    await handIn(page);
    const now = await seen(page);
    add('next_case_s', Math.max(now.pixels ?? 0, now.labels ?? 0) / 1000);
    add('next_case_ready_s', seconds(now.ready));
  }
  await page.context().close();
});

const PRESS = (words: string) =>
  `(() => { const found = [...document.querySelectorAll('button')].find((b) => b.textContent.startsWith('${words}')); found?.click(); return found !== undefined; })()`;
test('memory over twenty cases', async ({ browser }, { project }) => {
  test.setTimeout(900_000);
  const { executablePath = '', args = [] } = project.use.launchOptions ?? {};
  const page = await arrive(browser);
  const cookies = await page.context().cookies();
  await page.context().close();
  const plain = new PlainBrowser(executablePath, args);
  try {
    await plain.open(`${project.use.baseURL}${address('row', made.assignments.row[0])}`, cookies);
    for (let i = 0; i < 21; i++) {
      await plain.until(`performance.getEntriesByName('gyre:complete').length > ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const { x, y } = await plain.read<{ x: number; y: number }>(PANE);
      await plain.stroke({ x: x - 50, y }, { x: x + 50, y });
      await plain.until(`document.querySelector('[data-save]')?.dataset.save === 'saved'`);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      const { renderer, gpu } = await plain.memory();
      add('memory_renderer_mb', renderer / 1e6);
      add('memory_gpu_mb', gpu / 1e6);
      const here = await plain.read<string>('location.href');
      await plain.read(PRESS('Submit & next'));
      await plain.until(`location.href !== '${here}' || ${PRESS('Submit as it is')} && false`);
    }
  } finally {
    await plain.close();
  }
});
