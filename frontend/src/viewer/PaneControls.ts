import type { ScreenPoint } from './cornerstone/Camera';
import { pointedAt } from './pointed';
import { listen, watchSpace } from './pointer';
import { toolsOf } from './tools';
import type { Gesture, PanePoint, PaneTool, Press, ToolHost } from './tools/types';
import { axisOf, type Plane, type Tool } from './types';

/** The mouse on the panes: gives each press to the tool in hand, and knows what is under the mouse. */
export class PaneControls {
  readonly #host: ToolHost;
  readonly #tools: ReadonlyMap<string, PaneTool>;
  readonly #off: (() => void)[] = [];
  readonly #space = watchSpace();
  #gesture: Gesture | null = null;
  #hovered: { plane: Plane; at: ScreenPoint } | null = null;

  constructor(host: ToolHost) {
    this.#host = host;
    this.#tools = toolsOf(host);
    const { scene, viewer } = host;
    for (const plane of scene.planes) {
      const pane = scene.pane(plane);
      this.#off.push(
        listen(pane.element, {
          down: (at, event) => this.#down(this.#press(plane, at, event), event.button),
          move: (at) => this.#gesture?.move(this.#point(plane, at)),
          up: () => this.finishStroke(),
          fine: () => this.#gesture?.fine ?? false,
          hover: (at) => this.#hover(plane, at),
          scroll: (steps) => this.#scroll(plane, steps),
          zoom: (factor, at) => viewer.zoomBy(factor, plane, at),
        }),
      );
    }
    this.#off.push(
      scene.addLayer({
        draw: (context, camera, plane) => this.#gesture?.draw?.(context, camera, plane),
      }),
    );
  }

  /** Whether a drag is in progress. */
  get drawing(): boolean {
    return this.#gesture !== null;
  }

  /** Ends a drag in progress; a stroke tells what it changed. */
  finishStroke(): void {
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.end();
    if (gesture?.draw) this.#host.scene.redraw();
  }

  /** Takes a drag in progress back, as if it had never begun. True when there was one. */
  cancelStroke(): boolean {
    const gesture = this.#gesture;
    this.#gesture = null;
    gesture?.cancel();
    if (gesture) this.#host.scene.redraw();
    return gesture !== null;
  }

  /** Draws the brush ring anew after its size or the tool has changed. */
  refreshCursor(): void {
    if (this.#hovered) this.#hover(this.#hovered.plane, this.#hovered.at);
  }

  destroy(): void {
    this.#space.off();
    for (const off of this.#off) off();
  }

  #point(plane: Plane, at: ScreenPoint): PanePoint {
    return { plane, at, index: this.#host.scene.pane(plane).camera.toIndex(at) };
  }

  #press(plane: Plane, at: ScreenPoint, event: PointerEvent): Press {
    const { shiftKey: shift, altKey: alt } = event;
    return { ...this.#point(plane, at), shift, alt, ctrl: event.ctrlKey || event.metaKey };
  }

  /** True when a drag has begun. */
  #down(press: Press, button: number): boolean {
    this.finishStroke();
    this.#gesture = this.#begin(press, button);
    return this.#gesture !== null;
  }

  #begin(press: Press, button: number): Gesture | null {
    const tool = this.#inHand();
    if (button === 1 || (button === 0 && this.#space.held())) return this.#use('pan', press);
    if (button === 2) return tool.secondary ? tool.secondary(press) : this.#use('zoom', press);
    return button === 0 ? tool.press(press) : null;
  }

  #use(name: Tool, press: Press): Gesture | null {
    return this.#tools.get(name)?.press(press) ?? null;
  }

  /** The tool in hand; a reader who only looks has the select tool in place of one that edits. */
  #inHand(): PaneTool {
    const { tool: name, editable } = this.#host.viewer.state.get();
    const tool = this.#tools.get(name);
    const inHand = tool && (editable || !tool.edits) ? tool : this.#tools.get('select');
    if (!inHand) throw new RangeError(`There is no tool "${name}".`);
    return inHand;
  }

  #scroll(plane: Plane, steps: number): void {
    const { viewer } = this.#host;
    this.finishStroke();
    const info = viewer.planes.find((each) => each.plane === plane);
    const down = info?.lastIsTop ? -1 : 1;
    viewer.jumpToSlice(plane, viewer.state.get().focus[axisOf[plane]] + steps * down);
    this.refreshCursor();
  }

  #hover(plane: Plane, at: ScreenPoint | null): void {
    const { viewer, scene } = this.#host;
    this.#hovered = at && { plane, at };
    const ring = at && this.#inHand().ring;
    scene.setBrush(plane, ring ? { at, radiusMm: viewer.state.get().brush.diameterMm / 2 } : null);
    viewer.pointed.set(at && pointedAt(viewer, plane, this.#point(plane, at).index));
  }
}
