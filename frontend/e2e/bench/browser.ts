import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from '@playwright/test';

/** The processes of one browser, seen from outside. */
export class Processes {
  readonly #browser: CDPSession;
  readonly #page: CDPSession;

  private constructor(browser: CDPSession, page: CDPSession) {
    this.#browser = browser;
    this.#page = page;
  }

  static async of(browser: Browser, page: Page): Promise<Processes> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new Processes(await browser.newBrowserCDPSession(), session);
  }

  /** Seconds that the page's main thread has worked in all. */
  async mainThreadSeconds(): Promise<number> {
    const { metrics } = await this.#page.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0;
  }

  /** Bytes that only the renderers (with all their workers) and the GPU process hold, after a forced collection. */
  async memory(): Promise<{ renderer: number; gpu: number }> {
    for (let i = 0; i < 2; i++) await this.#page.send('HeapProfiler.collectGarbage');
    const { processInfo } = await this.#browser.send('SystemInfo.getProcessInfo');
    const sum = (type: string) =>
      processInfo.filter((one) => one.type === type).reduce((all, one) => all + privateBytes(one.id), 0);
    return { renderer: sum('renderer'), gpu: sum('GPU') };
  }
}

function privateBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map((m) => Number(m[1]));
    return kilobytes.reduce((all, one) => all + one, 0) * 1024;
  } catch {
    return 0; // it has ended meanwhile
  }
}
