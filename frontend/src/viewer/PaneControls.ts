import type { ScreenPoint } from './cornerstone/Camera';
import { isInside, roundIndex } from './geometry';
import type { Painter, PaintTool } from './Painter';
import { type DragKind, listen } from './pointer';
import type { Scene } from './Scene';
import { axisOf, type Plane, type Tool } from './types';
import type { VolumeViewer } from './VolumeViewer';

const paintTools: readonly Tool[] = ['brush', 'erase', 'threshold'];
const isPaint = (tool: Tool): tool is PaintTool => paintTools.includes(tool);

/** The mouse on the panes: what each tool does with a press, a drag, the wheel. */
export class PaneControls {
  readonly #viewer: VolumeViewer;
  readonly #scene: Scene;
  readonly #painter: Painter;
  readonly #changed: (zs: number[]) => void;
  readonly #off: (() => void)[] = [];
  readonly #abort = new AbortController();
  #hovered: { plane: Plane; at: ScreenPoint } | null = null;
  #spaceHeld = false;
  #paintAsBall: boolean | null = null;

  constructor(viewer: VolumeViewer, scene: Scene, painter: Painter, changed: (zs: number[]) => void) {
    this.#viewer = viewer;
    this.#scene = scene;
    this.#painter = painter;
    this.#changed = changed;
    for (const plane of scene.planes) {
      const pane = scene.pane(plane);
      this.#off.push(
        listen(pane.element, {
          down: (at, event) => this.#down(plane, at, event),
          drag: (kind, at, moved) => this.#drag(kind, plane, at, moved),
          up: (kind) => kind === 'paint' && this.finishStroke(),
          hover: (at) => this.#hover(plane, at),
          scroll: (steps) => this.#scroll(plane, steps),
          zoom: (factor, at) => viewer.zoomBy(factor, plane, at),
        }),
      );
    }
    const held = (down: boolean) => (event: KeyboardEvent) => {
      if (event.code === 'Space' && !isTyping(event)) this.#spaceHeld = down;
    };
    window.addEventListener('keydown', held(true), { signal: this.#abort.signal });
    window.addEventListener('keyup', held(false), { signal: this.#abort.signal });
  }

  /** Ends a stroke in progress and tells what it changed. */
  finishStroke(): void {
    if (!this.#painter.painting) return;
    this.#changed(this.#painter.end());
    if (this.#paintAsBall !== null) this.#viewer.setBrush({ sphere: this.#paintAsBall });
    this.#paintAsBall = null;
  }

  /** Draws the brush ring anew after its size or the tool has changed. */
  refreshCursor(): void {
    if (this.#hovered) this.#hover(this.#hovered.plane, this.#hovered.at);
  }

  destroy(): void {
    this.#abort.abort();
    for (const off of this.#off) off();
  }

  #down(plane: Plane, at: ScreenPoint, event: PointerEvent): DragKind {
    const { tool, editable } = this.#viewer.state.get();
    if (event.button === 1 || (event.button === 0 && (this.#spaceHeld || tool === 'pan'))) return 'pan';
    if (event.button === 2 || tool === 'zoom') return 'zoom';
    if (event.button !== 0) return 'none';
    if (tool === 'window') return 'window';
    if (tool === 'fill' && editable) {
      this.#viewer.fillAt(plane, this.#scene.pane(plane).camera.toIndex(at));
      return 'none';
    }
    if (isPaint(tool) && editable) return this.#beginStroke(plane, at, tool, event.shiftKey);
    this.#drag('focus', plane, at, { x: 0, y: 0 });
    return 'focus';
  }

  #beginStroke(plane: Plane, at: ScreenPoint, tool: PaintTool, shift: boolean): DragKind {
    const state = this.#viewer.state.get();
    if (shift && !state.brush.sphere) {
      this.#paintAsBall = false;
      this.#viewer.setBrush({ sphere: true });
    }
    const { brush, activeLabel, labels, threshold } = this.#viewer.state.get();
    const index = this.#scene.pane(plane).camera.toIndex(at);
    const begun = this.#painter.begin({ tool, brush, activeLabel, labels, threshold }, plane, index);
    if (begun) this.#scene.edited();
    return begun ? 'paint' : 'none';
  }

  #drag(kind: DragKind, plane: Plane, at: ScreenPoint, moved: ScreenPoint): void {
    const { camera } = this.#scene.pane(plane);
    const { window } = this.#viewer.state.get();
    switch (kind) {
      case 'paint':
        this.#painter.move(plane, camera.toIndex(at));
        this.#scene.edited();
        return;
      case 'focus':
        this.#viewer.jumpToPlane(plane, camera.toIndex(at));
        return;
      case 'window': {
        const step = Math.max(window.width, 20) / 250;
        this.#viewer.setWindow({
          width: window.width + moved.x * step,
          level: window.level + moved.y * step,
        });
        return;
      }
      case 'pan':
        camera.panBy(moved.x, moved.y);
        this.#scene.moved(plane);
        return;
      case 'zoom':
        this.#viewer.zoomBy(Math.exp(-moved.y / 150), plane);
        return;
      case 'none':
        return;
    }
  }

  #scroll(plane: Plane, steps: number): void {
    this.finishStroke();
    const info = this.#viewer.planes.find((each) => each.plane === plane);
    const down = info?.lastIsTop ? -1 : 1;
    this.#viewer.jumpToSlice(plane, this.#viewer.state.get().focus[axisOf[plane]] + steps * down);
    this.refreshCursor();
  }

  #hover(plane: Plane, at: ScreenPoint | null): void {
    this.#hovered = at && { plane, at };
    const { tool, brush, editable } = this.#viewer.state.get();
    const ring = at && editable && isPaint(tool) ? { at, radiusMm: brush.diameterMm / 2 } : null;
    this.#scene.setBrush(plane, ring);
    this.#viewer.pointed.set(at && this.#pointedAt(plane, at));
  }

  #pointedAt(plane: Plane, at: ScreenPoint) {
    const { camera } = this.#scene.pane(plane);
    const index = roundIndex(camera.toIndex(at));
    if (!isInside(this.#viewer.shape, index)) return null;
    return {
      plane,
      index,
      point: this.#viewer.pointAt(index),
      intensity: this.#viewer.intensityAt(index),
      label: this.#viewer.labelAt(index),
      uncertainty: this.#viewer.doubtAt(index),
    };
  }
}

/** Whether a key goes into a text field: then it is a letter, not a command. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox], [type=range]), textarea, select'))
  );
}
