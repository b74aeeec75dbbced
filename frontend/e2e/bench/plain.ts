import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Cookie } from '@playwright/test';
import { privateBytes } from './browser';

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** An expression for the middle of the axial pane. */
export const PANE = `(() => { const { x, y, width, height } = document.querySelector('main canvas[data-image=z]').getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; })()`;

/**
 * A Chromium that nobody listens in on. Playwright switches on DevTools' recording of the network, which keeps up to
 * hundred megabytes of answers in the renderer: every frame of every case, which would be taken for a leak.
 */
export class PlainBrowser {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #session: string | undefined;

  constructor(executable: string, args: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'gyre-plain-'));
    const own = ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${this.#folder}`];
    this.#process = spawn(executable, [...args, ...own, '--window-size=1280,860', 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    let rest = '';
    (this.#process.stdio[4] as Readable).on('data', (bytes: Buffer) => {
      const messages = (rest + bytes.toString()).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) {
        const answer = JSON.parse(message) as Answer;
        if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
      }
    });
  }

  /** Opens a page as somebody who is signed in already. */
  async open(url: string, cookies: readonly Cookie[]): Promise<void> {
    const kept = cookies.map(({ name, value, domain, path, httpOnly, secure }) => ({
      ...{ name, value, domain, path, httpOnly, secure },
    }));
    await this.#send('Storage.setCookies', { cookies: kept });
    const { targetId } = await this.#send<{ targetId: string }>('Target.createTarget', { url });
    const attached = await this.#send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    this.#session = attached.sessionId;
  }

  /** The value of an expression in the page. */
  async read<T>(expression: string): Promise<T> {
    const { result } = await this.#send<{ result: { value: T } }>(
      'Runtime.evaluate',
      { expression, returnByValue: true },
      this.#session,
    );
    return result.value;
  }

  async until(expression: string, seconds = 60): Promise<void> {
    const deadline = performance.now() + 1000 * seconds;
    while (!(await this.read<boolean>(expression))) {
      if (performance.now() > deadline) throw new Error(`It did not happen: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** A stroke with the left button from one place of the window to another. */
  async stroke(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const mouse = (type: string, x: number, y: number, buttons: number) =>
      this.#send(
        'Input.dispatchMouseEvent',
        { type, x, y, buttons, button: 'left', clickCount: 1 },
        this.#session,
      );
    await mouse('mouseMoved', from.x, from.y, 0);
    await mouse('mousePressed', from.x, from.y, 1);
    for (let i = 1; i <= 8; i++) {
      await mouse('mouseMoved', from.x + ((to.x - from.x) * i) / 8, from.y + ((to.y - from.y) * i) / 8, 1);
    }
    await mouse('mouseReleased', to.x, to.y, 0);
  }

  /** One notch of the wheel at a place of the window. */
  async wheel({ x, y }: { x: number; y: number }, deltaY: number): Promise<void> {
    const event = { type: 'mouseWheel', x, y, deltaX: 0, deltaY };
    await this.#send('Input.dispatchMouseEvent', event, this.#session);
  }

  /** Bytes that only the renderers and the GPU process hold, after a forced collection. */
  async memory(): Promise<{ renderer: number; gpu: number }> {
    for (let i = 0; i < 2; i++) await this.#send('HeapProfiler.collectGarbage', {}, this.#session);
    const { processInfo } = await this.#send<{ processInfo: { type: string; id: number }[] }>(
      'SystemInfo.getProcessInfo',
    );
    const sum = (type: string) =>
      processInfo.filter((one) => one.type === type).reduce((all, one) => all + privateBytes(one.id), 0);
    return { renderer: sum('renderer'), gpu: sum('GPU') };
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    this.#asked += 1;
    const id = this.#asked;
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as T);
      });
    });
  }
}
