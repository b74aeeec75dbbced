import * as core from '@cornerstonejs/core';
import * as loader from '@cornerstonejs/dicom-image-loader';

let started: Promise<void> | null = null;

/** Starts the library once for the page, in the order it needs: core, then the DICOM loader. */
export function startEngine(): Promise<void> {
  started ??= Promise.resolve().then(() => {
    core.init();
    loader.init({ maxWebWorkers: Math.max(1, Math.min(4, (navigator.hardwareConcurrency ?? 2) - 1)) });
  });
  return started;
}

/** An engine for so many panes: browsers allow 16 graphics contexts a page, and each pane of a scene has one. */
export function newEngine(id: string, panes: number): core.RenderingEngine {
  const { rendering, ...rest } = core.getConfiguration();
  core.setConfiguration({ ...rest, rendering: { ...rendering, webGlContextCount: Math.min(3, panes) } });
  return new core.RenderingEngine(id);
}

/** Calls back when the browser takes a graphics context away (driver restart, too many tabs) and when it gives it back. */
export function watchContexts(engineId: string, on: { lost(): void; restored(): void }): () => void {
  const mine = (then: () => void) => (event: Event) => {
    const detail = (event as CustomEvent<{ renderingEngineId?: string }>).detail;
    if (detail?.renderingEngineId === engineId) then();
  };
  const listeners = [
    [core.EVENTS.WEBGL_CONTEXT_LOST, mine(on.lost)],
    [core.EVENTS.WEBGL_CONTEXT_RESTORED, mine(on.restored)],
  ] as const;
  for (const [name, listener] of listeners) core.eventTarget.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of listeners) core.eventTarget.removeEventListener(name, listener);
  };
}

/** Whether the browser gives a graphics context now. Just after a driver restart it may not. */
export function hasGraphics(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  const has = context !== null && !context.isContextLost();
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return has;
}
