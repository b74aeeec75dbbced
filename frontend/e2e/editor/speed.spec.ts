import { expect, type Page, test } from '@playwright/test';
import { Editor } from '../journey/editor';
import { type Lab, makeLab, openCase, signIn } from './lab';

let lab: Lab;
const DEPTH = 24;

test.beforeAll(() => {
  lab = makeLab('speed', ['--cases', '3']);
});

const assignment = (number: number) => lab.cases[number]?.assignments.reader1;

/** A case as the API says it. */
async function detailOf(page: Page, number: number) {
  const answer = await page.request.get(`/api/cases/${lab.cases[number]?.id}`);
  return (await answer.json()) as { slices: string[]; series_instance_uid: string };
}

test('a slice that cannot be read is one slice less: named, marked, tried again alone, told on handing in', async ({
  browser,
}) => {
  const { page } = await signIn(browser, lab.people.reader1);
  const { slices, series_instance_uid: series } = await detailOf(page, 0);
  const bad = slices[12] ?? '';
  let broken = true;
  const asked: string[] = [];
  await page.route('**/frames/**', (route) => {
    const url = route.request().url();
    // The next case may be loaded ahead at the same time.
    if (url.includes(`/series/${series}/`)) asked.push(url);
    if (!broken || !url.includes(`/instances/${bad}/`)) return route.continue();
    return route.fulfill({ contentType: 'application/octet-stream', body: 'no pixels' });
  });
  const { editor } = await openCase(page, lab, assignment(0));
  await expect(page.getByTitle('Slice 13 could not be shown')).toBeVisible();
  while ((await editor.slice()) !== 13) {
    await page.keyboard.press((await editor.slice()) < 13 ? 'ArrowUp' : 'ArrowDown');
  }
  const notice = page.getByTestId('bad-slice');
  await expect(notice).toContainText('Slice 13 could not be shown. Expected');
  await page.screenshot({ path: 'test-results/editor-bad-slice.png' });

  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/^Slice 13 could not be shown, so nobody has looked there/)).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  broken = false;
  asked.length = 0;
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(notice).toHaveCount(0);
  expect(asked).toEqual([expect.stringContaining(`/instances/${bad}/`)]);
  await expect(page.getByTitle('Slice 13 could not be shown')).toHaveCount(0);
  await page.context().close();
});

test('one draws while slices are still on their way', async ({ browser }) => {
  const { page } = await signIn(browser, lab.people.reader1);
  let served = 0;
  let goOn: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route('**/frames/**', async (route) => {
    served += 1;
    if (served > 3) await held;
    await route.continue().catch(() => undefined);
  });
  await page.goto(`/projects/${lab.slug}/assignments/${assignment(0)}`);
  await expect(page.getByRole('button', { name: /Submit & next/ })).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByText(/of 24 slices/)).toBeVisible();
  const editor = new Editor(page);
  await editor.takeBrush(1);
  await editor.stroke([-0.1, 0.1], [0.1, 0.1]);
  await expect(page.getByTestId('undoable')).toHaveText('1 of 50');
  goOn();
  await expect(page.getByText(/of 24 slices/)).toHaveCount(0);
  await page.context().close();
});

test('the next case is there before it is opened, and nobody holds it', async ({ browser }) => {
  const { page } = await signIn(browser, lab.people.reader1);
  const frames: string[] = [];
  const opened: string[] = [];
  page.on('request', (request) => {
    if (/\/frames\//.test(request.url())) frames.push(request.url());
    if (/assignments\/\d+\/open$/.test(request.url())) opened.push(request.url());
  });
  const { editor } = await openCase(page, lab, assignment(0));
  const { series_instance_uid: second } = await detailOf(page, 1);
  await expect.poll(() => frames.length, { timeout: 30_000 }).toBe(2 * DEPTH);
  expect(opened).toHaveLength(1);
  const work = await page.request.get(`/api/work?project=${lab.slug}`);
  const { next } = (await work.json()) as { next: { assignment_id: number; state: string } };
  expect(next).toMatchObject({ assignment_id: assignment(1), state: 'open' });
  frames.length = 0;
  // The phantom's errors are found by the checks, which hold the first press back.
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /^Submit as it is/ }).click();
  await page.waitForURL(`**/assignments/${assignment(1)}`, { timeout: 60_000 });
  await editor.ready();
  expect(frames.filter((url) => url.includes(`/series/${second}/`))).toEqual([]);
  const shown = await page.evaluate(() => performance.getEntriesByName('gyre:complete').length);
  expect(shown).toBe(2);
  await page.context().close();
});

test('a case that was left leaves nothing behind: no canvas, no listener, no array, no worker', async ({
  browser,
}) => {
  const { page } = await signIn(browser, lab.people.reader1);
  const { editor } = await openCase(page, lab, assignment(1));
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.enable');
  await cdp.send('Performance.enable');
  const counted = async () => {
    for (let i = 0; i < 2; i++) await cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await cdp.send('Performance.getMetrics');
    const { backingStorageSize: arrays } = (await cdp.send('Runtime.getHeapUsage')) as {
      backingStorageSize: number;
    };
    const [nodes, listeners] = ['Nodes', 'JSEventListeners'].map(
      (name) => metrics.find((metric) => metric.name === name)?.value ?? 0,
    );
    const canvases = await page.evaluate(() => window.canvasesSeen.filter((one) => one.deref()).length);
    return { nodes: nodes ?? 0, listeners: listeners ?? 0, arrays, canvases };
  };
  await page.evaluate(() => {
    window.canvasesSeen = [];
  });
  const row = [];
  for (let turn = 1; turn <= 6; turn++) {
    await expect
      .poll(() => page.evaluate(() => performance.getEntriesByName('gyre:complete').length))
      .toBe(turn);
    await editor.ready();
    await editor.takeBrush(1);
    await editor.stroke([-0.05, 0.02 * turn], [0.05, 0.02 * turn]);
    await expect(page.getByTestId('undoable')).toHaveText('1 of 50');
    await editor.isSaved();
    await page.evaluate(() => {
      for (const canvas of document.querySelectorAll('main canvas')) {
        window.canvasesSeen.push(new WeakRef(canvas));
      }
    });
    row.push(await counted());
    if (turn === 6) break;
    await page.evaluate(
      (path) => {
        history.pushState({ idx: 1 }, '', path);
        dispatchEvent(new PopStateEvent('popstate', { state: { idx: 1 } }));
      },
      `/projects/${lab.slug}/assignments/${assignment(1 + (turn % 2))}`,
    );
  }
  const [, early, , , , late] = row;
  if (!early || !late) throw new Error('Six cases were to be opened.');
  // React keeps the tree before the one that is shown.
  expect(late.canvases).toBeLessThanOrEqual(2 * (row[0]?.canvases ?? 0));
  expect(late.nodes).toBeLessThan(1.15 * early.nodes);
  expect(late.listeners).toBeLessThan(1.15 * early.listeners);
  expect(late.arrays).toBeLessThan(1.15 * early.arrays);
  await expect.poll(() => page.workers().length).toBe(0);
  await page.context().close();
});

declare global {
  interface Window {
    canvasesSeen: WeakRef<Element>[];
  }
}
