import type { ScreenPoint } from '../cornerstone/Camera';
import { listen, watchSpace } from '../pointer';
import type { ImagePane } from '../raster/ImagePane';
import type { Index, Tool, Window } from '../types';
import type { Follower } from './Follower';

interface Hands {
  pane: ImagePane;
  follower: Follower;
  /** Whether the highest slice belongs to the head. */
  lastIsTop: boolean;
  tool: () => Tool;
  window: () => Window;
  setWindow: (window: Window) => void;
  hover: (index: Index | null) => void;
}

type Drag = (dx: number, dy: number, at: ScreenPoint) => void;

/** The mouse on a companion: it only looks, whatever tool is in hand. Returns what takes the listeners off. */
export function listenToCompanion(hands: Hands): () => void {
  const { pane, follower } = hands;
  const { camera, element } = pane;
  const space = watchSpace();
  let drag: { move: Drag; last: ScreenPoint } | null = null;

  const zoom = (factor: number, at: ScreenPoint) => {
    camera.zoomBy(factor, at);
    follower.leadCamera();
  };
  const pan: Drag = (dx, dy) => {
    camera.panBy(dx, dy);
    follower.leadCamera();
  };
  const zoomDrag: Drag = (_dx, dy) =>
    zoom(Math.exp(-dy / 150), { x: element.clientWidth / 2, y: element.clientHeight / 2 });
  const windowDrag: Drag = (dx, dy) => {
    const { width, level } = hands.window();
    const step = Math.max(width, 20) / 250;
    hands.setWindow({ width: width + dx * step, level: level + dy * step });
  };
  const point: Drag = (_dx, _dy, at) => follower.lead(camera.toIndex(at));

  const begin = (button: number): Drag | null => {
    const tool = hands.tool();
    if (button === 1 || (button === 0 && (space.held() || tool === 'pan'))) return pan;
    if (button === 2 || tool === 'zoom') return zoomDrag;
    if (button !== 0) return null;
    return tool === 'window' ? windowDrag : point;
  };

  const off = listen(element, {
    down(at, event) {
      const move = begin(event.button);
      drag = move && { move, last: at };
      if (move === point) move(0, 0, at);
      return drag !== null;
    },
    move(at) {
      drag?.move(at.x - drag.last.x, at.y - drag.last.y, at);
      if (drag) drag.last = at;
    },
    up() {
      drag = null;
    },
    fine: () => false,
    hover: (at) => hands.hover(at && camera.toIndex(at)),
    scroll: (steps) => follower.step(hands.lastIsTop ? -steps : steps),
    zoom,
  });
  return () => {
    off();
    space.off();
  };
}
