import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from '@playwright/test';

/** How much the page's own process works, seen from outside. */
export class Processes {
  readonly #page: CDPSession;

  private constructor(page: CDPSession) {
    this.#page = page;
  }

  static async of(page: Page): Promise<Processes> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new Processes(session);
  }

  /** Seconds that the page's main thread has worked in all. */
  async mainThreadSeconds(): Promise<number> {
    const { metrics } = await this.#page.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0;
  }
}

/** Of one process, by its pid; 0 for one that has ended. */
export function privateBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map((m) => Number(m[1]));
    return kilobytes.reduce((all, one) => all + one, 0) * 1024;
  } catch {
    return 0; // it has ended meanwhile
  }
}
