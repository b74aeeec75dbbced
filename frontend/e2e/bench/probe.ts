import type { Page } from '@playwright/test';

/** What the page itself saw, ms of its own clock since `start`. */
export interface Seen {
  /** The first frame whose axial pane is not black. */
  pixels: number | null;
  /** The first frame that shows colour over the axial pane: the pre-label. */
  labels: number | null;
  /** The first frame after all slices had come and been drawn. */
  ready: number | null;
  /** From the request of the mask to the frame that shows it. */
  labelsAfterRequest: number | null;
}

declare global {
  interface Window {
    benchProbe: {
      start(asIfAt?: number): void;
      stop(): void;
      seen(): Seen;
      strokes: number[];
      longest: number;
    };
  }
}

/**
 * Watches the canvases frame by frame, so that nothing is believed that a person could not see. Runs in the page before
 * anything else; reading sixteen by sixteen pixels costs about a millisecond, and only until they are found.
 */
export function watchPage(): void {
  let began = 0;
  let wallBegan = 0;
  const found: Seen = { pixels: null, labels: null, ready: null, labelsAfterRequest: null };
  const small = new OffscreenCanvas(32, 32);
  const pen = small.getContext('2d', { willReadFrequently: true });

  const pixelsOf = (canvas: HTMLCanvasElement): Uint8ClampedArray => {
    if (!pen || canvas.width === 0) return new Uint8ClampedArray();
    pen.clearRect(0, 0, 32, 32);
    pen.drawImage(canvas, 0, 0, 32, 32);
    return pen.getImageData(0, 0, 32, 32).data;
  };
  const isLit = (canvas: HTMLCanvasElement) => pixelsOf(canvas).some((value, i) => i % 4 < 3 && value > 24);
  const isColoured = (canvas: HTMLCanvasElement) => {
    const data = pixelsOf(canvas);
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0, a = 0] = data.subarray(i, i + 4);
      if (a > 24 && Math.max(r, g, b) - Math.min(r, g, b) > 30) return true;
    }
    return false;
  };
  const requestOfMask = () =>
    performance
      .getEntriesByType('resource')
      .filter(
        (entry) => /\/(annotations|drafts)\/\d+\/mask$/.test(entry.name) && entry.startTime >= wallBegan,
      )
      .at(0)?.startTime;

  const look = () => {
    requestAnimationFrame(look);
    if (!began) return;
    const image = document.querySelector<HTMLCanvasElement>('main canvas[data-image=z]');
    const overlay = image?.parentElement?.querySelector<HTMLCanvasElement>('canvas:not([data-image])');
    const now = performance.now();
    if (image && found.pixels === null && isLit(image)) found.pixels = now - began;
    if (overlay && found.labels === null && isColoured(overlay)) {
      found.labels = now - began;
      const asked = requestOfMask();
      if (asked !== undefined) found.labelsAfterRequest = now - asked;
    }
    const complete = performance.getEntriesByName('gyre:complete').at(-1);
    if (found.ready === null && complete && complete.startTime >= began) found.ready = now - began;
  };
  requestAnimationFrame(look);
  performance.setResourceTimingBufferSize(20_000);

  const strokes: number[] = [];
  const channel = new MessageChannel();
  let waiting: number[] = [];
  channel.port1.onmessage = () => {
    const now = performance.now();
    for (const at of waiting) strokes.push(now - at);
    waiting = [];
  };
  const pressed = (event: PointerEvent) => {
    if (event.buttons !== 1 || !(event.target instanceof HTMLElement) || !event.target.closest('main'))
      return;
    const at = event.timeStamp;
    // The scene draws in a frame that is asked for after ours, hence one frame callback more.
    queueMicrotask(() =>
      requestAnimationFrame(() => {
        waiting.push(at);
        channel.port2.postMessage(null);
      }),
    );
  };
  for (const name of ['pointerdown', 'pointermove'] as const) {
    window.addEventListener(name, pressed, { capture: true });
  }

  window.benchProbe = {
    start: (at = performance.now()) => {
      began = at;
      wallBegan = at;
      Object.assign(found, { pixels: null, labels: null, ready: null, labelsAfterRequest: null });
    },
    stop: () => {
      began = 0;
      Object.assign(found, { pixels: null, labels: null, ready: null, labelsAfterRequest: null });
    },
    seen: () => ({ ...found }),
    strokes,
    longest: 0,
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      window.benchProbe.longest = Math.max(window.benchProbe.longest, entry.duration);
  }).observe({ type: 'longtask' });
}

/** Must be called before the page goes anywhere. */
export const install = (page: Page) => page.addInitScript(watchPage);
