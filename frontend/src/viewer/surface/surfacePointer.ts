import type { ScreenPoint } from '../cornerstone/Camera';

/** A press that moves less is a click. */
const CLICK_PX = 4;

export interface SurfaceInput {
  turn(dx: number, dy: number): void;
  zoom(factor: number): void;
  click(at: ScreenPoint): void;
}

/** Turns the mouse on a surface into its words, until the signal comes. */
export function listenToSurface(host: HTMLElement, signal: AbortSignal, input: SurfaceInput): void {
  let last: ScreenPoint | null = null;
  let dragged = false;
  host.addEventListener(
    'pointerdown',
    (event) => {
      host.setPointerCapture(event.pointerId);
      last = { x: event.clientX, y: event.clientY };
      dragged = false;
    },
    { signal },
  );
  host.addEventListener(
    'pointermove',
    (event) => {
      if (!last) return;
      const dx = event.clientX - last.x;
      const dy = event.clientY - last.y;
      if (!dragged && Math.hypot(dx, dy) < CLICK_PX) return;
      dragged = true;
      last = { x: event.clientX, y: event.clientY };
      input.turn(dx, dy);
    },
    { signal },
  );
  const end = (event: PointerEvent, clicked: boolean) => {
    const box = host.getBoundingClientRect();
    if (clicked) input.click({ x: event.clientX - box.left, y: event.clientY - box.top });
    last = null;
  };
  host.addEventListener('pointerup', (event) => end(event, last !== null && !dragged), { signal });
  host.addEventListener('pointercancel', (event) => end(event, false), { signal });
  host.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    input.zoom(Math.exp(-event.deltaY / 500));
  };
  host.addEventListener('wheel', wheel, { signal, passive: false });
}
