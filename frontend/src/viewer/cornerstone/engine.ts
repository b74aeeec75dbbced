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

/** Calls back when the browser takes the graphics context away (driver restart, too many tabs). */
export function onGraphicsLost(engineId: string, lost: () => void): () => void {
  const listener = (event: Event) => {
    const detail = (event as CustomEvent<{ renderingEngineId?: string }>).detail;
    if (detail?.renderingEngineId === engineId) lost();
  };
  core.eventTarget.addEventListener(core.EVENTS.WEBGL_CONTEXT_LOST, listener);
  return () => core.eventTarget.removeEventListener(core.EVENTS.WEBGL_CONTEXT_LOST, listener);
}
