import { isTyping } from '@/lib/commands';
import type { ScreenPoint } from './cornerstone/Camera';

/** What a pane does with the mouse, already in the pane's own pixels. */
export interface PaneInput {
  /** True when a drag has begun, which is then moved until it is up. */
  down(at: ScreenPoint, event: PointerEvent): boolean;
  move(at: ScreenPoint): void;
  up(): void;
  /** Whether the drag wants each move that the browser has joined into one event. */
  fine(): boolean;
  hover(at: ScreenPoint | null): void;
  scroll(steps: number): void;
  zoom(factor: number, at: ScreenPoint): void;
}

/** One notch of a wheel is one slice; a touchpad sends many small ones that are added up to this. */
const NOTCH = 60;

/** Turns pointer and wheel events of an element into the pane's words; returns what takes the listeners off again. */
export function listen(element: HTMLElement, input: PaneInput): () => void {
  const abort = new AbortController();
  const options = { signal: abort.signal };
  const place = (event: MouseEvent): ScreenPoint => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  let dragging = false;

  const finish = (event: PointerEvent) => {
    if (!dragging) return;
    element.releasePointerCapture?.(event.pointerId);
    dragging = false;
    input.up();
  };
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (dragging) return;
      event.preventDefault();
      dragging = input.down(place(event), event);
      if (dragging) element.setPointerCapture(event.pointerId);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (dragging) {
        const moves = input.fine() ? (event.getCoalescedEvents?.() ?? []) : [];
        for (const move of moves.length > 0 ? moves : [event]) input.move(place(move));
      }
      input.hover(place(event));
    },
    options,
  );
  element.addEventListener('pointerup', finish, options);
  element.addEventListener('pointercancel', finish, options);
  element.addEventListener('pointerleave', () => !dragging && input.hover(null), options);
  element.addEventListener('contextmenu', (event) => event.preventDefault(), options);
  listenToWheel(element, input, place, abort.signal);
  return () => abort.abort();
}

function listenToWheel(
  element: HTMLElement,
  input: PaneInput,
  place: (event: MouseEvent) => ScreenPoint,
  signal: AbortSignal,
): void {
  let rolled = 0;
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const amount = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 20 : event.deltaY;
      if (event.ctrlKey) {
        input.zoom(Math.exp(-amount / 400), place(event));
        return;
      }
      rolled = Math.abs(amount) >= NOTCH ? Math.sign(amount) * NOTCH : rolled + amount;
      if (Math.abs(rolled) < NOTCH) return;
      input.scroll(Math.sign(rolled));
      rolled = 0;
    },
    { signal, passive: false },
  );
}

/** Whether the space bar is held: with it, every left drag pans. */
export function watchSpace(): { held(): boolean; off(): void } {
  const abort = new AbortController();
  let held = false;
  const note = (down: boolean) => (event: KeyboardEvent) => {
    if (event.code === 'Space' && !isTyping(event)) held = down;
  };
  window.addEventListener('keydown', note(true), { signal: abort.signal });
  window.addEventListener('keyup', note(false), { signal: abort.signal });
  return { held: () => held, off: () => abort.abort() };
}
