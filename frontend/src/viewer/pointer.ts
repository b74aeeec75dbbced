import type { ScreenPoint } from './cornerstone/Camera';

/** What a pane does with the mouse, already in the pane's own pixels. */
export interface PaneInput {
  down(at: ScreenPoint, event: PointerEvent): DragKind;
  drag(kind: DragKind, at: ScreenPoint, moved: ScreenPoint): void;
  up(kind: DragKind): void;
  hover(at: ScreenPoint | null): void;
  scroll(steps: number): void;
  zoom(factor: number, at: ScreenPoint): void;
}

export type DragKind = 'none' | 'paint' | 'focus' | 'window' | 'pan' | 'zoom';

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
  let kind: DragKind = 'none';
  let last: ScreenPoint = { x: 0, y: 0 };

  const finish = (event: PointerEvent) => {
    if (kind === 'none') return;
    element.releasePointerCapture?.(event.pointerId);
    input.up(kind);
    kind = 'none';
  };
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (kind !== 'none') return;
      event.preventDefault();
      last = place(event);
      kind = input.down(last, event);
      if (kind !== 'none') element.setPointerCapture(event.pointerId);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      // The browser joins fast moves into one event; a stroke wants each of them.
      const moves = kind === 'paint' ? (event.getCoalescedEvents?.() ?? []) : [];
      for (const move of moves.length > 0 ? moves : [event]) {
        const at = place(move);
        if (kind !== 'none') input.drag(kind, at, { x: at.x - last.x, y: at.y - last.y });
        last = at;
      }
      input.hover(last);
    },
    options,
  );
  element.addEventListener('pointerup', finish, options);
  element.addEventListener('pointercancel', finish, options);
  element.addEventListener('pointerleave', () => kind === 'none' && input.hover(null), options);
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
