import { expect, test } from '@playwright/test';
import { PANE, PlainBrowser } from './plain';
import { watchPage } from './probe';
import { add, address, arrive, made, writeResults } from './reader';

const SAVED = `document.querySelector('[data-save]')?.dataset.save === 'saved'`;
const SLICE = `Number(/(\\d+) of/.exec(document.querySelector('[data-testid=slice-z]').innerText)?.[1])`;
const COMPLETE = `performance.getEntriesByName('gyre:complete').length`;
const STROKES = 10;
const STEPS = 30;

test.afterAll(writeResults);

test('a CT of 1,500 slices is said to be large, and is drawn on, walked through and saved', async ({
  browser,
}, { project }) => {
  test.setTimeout(900_000);
  const { executablePath = '', args = [] } = project.use.launchOptions ?? {};
  const page = await arrive(browser);
  const cookies = await page.context().cookies();
  await page.context().close();
  const plain = new PlainBrowser(executablePath, args);
  const holds = async (when: string) => {
    const { renderer, gpu } = await plain.memory();
    add(`renderer_mb ${when}`, renderer / 1e6);
    add(`gpu_mb ${when}`, gpu / 1e6);
  };
  try {
    const began = performance.now();
    const since = () => (performance.now() - began) / 1000;
    await plain.open(`${project.use.baseURL}${address('huge', made.assignments.huge[0])}`, cookies);
    await plain.until(
      `Number(document.querySelector('[data-testid=ml-1]')?.innerText.replaceAll(',', '')) > 0`,
      300,
    );
    add('pre-label counted s', since());
    await plain.until(COMPLETE, 300);
    add('all slices there s', since());
    const notice = await plain.read<string>(
      `[...document.querySelectorAll('main p, main div')].map((one) => one.innerText).find((one) => one?.startsWith('Large series')) ?? ''`,
    );
    expect(notice).toMatch(/^Large series: 1,500 slices, about \d\.\d GB;.* preloading is off\./);
    await holds('loaded');

    await plain.read(`(${watchPage.toString()})()`);
    const { x, y } = await plain.read<{ x: number; y: number }>(PANE);
    for (let i = 0; i < STROKES; i++) {
      await plain.stroke({ x: x - 60, y: y + 6 * i }, { x: x + 60, y: y + 6 * i });
    }
    add('stroke_ms', ...(await plain.read<number[]>('window.benchProbe.strokes')));
    await plain.until(SAVED);

    for (let i = 0; i < STEPS; i++) {
      const [before, asked] = [await plain.read<number>(SLICE), performance.now()];
      await plain.wheel({ x, y }, i < STEPS / 2 ? 100 : -100);
      await plain.until(`${SLICE} !== ${before}`);
      add('a slice further ms', performance.now() - asked);
    }
    await plain.stroke({ x: x - 60, y: y - 30 }, { x: x + 60, y: y - 30 });
    const ended = performance.now();
    await plain.until(`!(${SAVED})`);
    await plain.until(SAVED);
    add('saved after a stroke s', (performance.now() - ended) / 1000);
    await holds('after');
  } finally {
    await plain.close();
  }
});
