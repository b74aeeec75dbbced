import type { ScreenPoint } from '../cornerstone/Camera';
import { type Cut, cutPolygon, onPlane, type Polygon } from '../mask/polygon';
import { axisOf, type Index, type ViewerState } from '../types';
import { strokeOnImage } from './drawing';
import type { Gesture, PanePoint, PaneTool, Press, ToolHost } from './types';

/** Scissors: what lies inside the outline is taken away, or becomes the label in hand. */
export const scissorsTool = (host: ToolHost): PaneTool => ({
  name: 'scissors',
  edits: true,
  press(press) {
    const state = host.viewer.state.get();
    const { cut, outline } = state.options;
    return outlining(host, press, {
      name: 'scissors',
      rectangle: outline === 'rectangle',
      erases: cut === 'erase',
      change: cut === 'fill' ? () => state.activeLabel : eraser(state),
    });
  },
});

/** Lasso: what lies inside the outline becomes the label in hand. */
export const lassoTool = (host: ToolHost): PaneTool => ({
  name: 'lasso',
  edits: true,
  press(press) {
    const { activeLabel } = host.viewer.state.get();
    return outlining(host, press, {
      name: 'lasso',
      rectangle: false,
      erases: false,
      change: () => activeLabel,
    });
  },
});

function eraser({ brush, activeLabel }: ViewerState): Cut['change'] {
  return brush.eraseActiveOnly ? (before) => (before === activeLabel ? 0 : before) : () => 0;
}

interface Making {
  name: string;
  rectangle: boolean;
  erases: boolean;
  change: Cut['change'];
}

/** A drag that draws an outline and cuts along it when let go. */
function outlining({ viewer, scene }: ToolHost, press: Press, making: Making): Gesture {
  const { plane } = press;
  const drawn: PanePoint[] = [press];
  const corners = (): Index[] => {
    const last = drawn.at(-1) ?? press;
    return making.rectangle
      ? rectangleOf(press, last, scene.pane(plane).camera)
      : drawn.map(({ index }) => index);
  };
  return {
    fine: true,
    move(to) {
      const last = drawn.at(-1) ?? press;
      if (Math.hypot(to.at.x - last.at.x, to.at.y - last.at.y) < 1) return;
      drawn.push(to);
      scene.redraw();
    },
    end() {
      const polygon: Polygon = corners().map((index) => onPlane(plane, index));
      if (polygon.length < 3) return;
      const axis = axisOf[plane];
      const slice = press.index[axis];
      const deep = press.shift || viewer.state.get().options.deep;
      const slices = deep ? ([0, viewer.shape[axis] - 1] as const) : ([slice, slice] as const);
      viewer.applyOperation(making.name, (access) =>
        cutPolygon(access, { plane, slices, polygon, change: making.change }),
      );
    },
    cancel() {},
    draw(context, camera, on) {
      if (on !== plane) return;
      const path = new Path2D();
      for (const index of corners()) {
        const { x, y } = camera.toScreen(index);
        path.lineTo(x, y);
      }
      path.closePath();
      strokeOnImage(context, scene.palette, path, making.erases ? [5, 4] : []);
    },
  };
}

/** The four corners, in the grid, of an upright rectangle on the screen. */
function rectangleOf(
  from: PanePoint,
  to: PanePoint,
  camera: { toIndex(point: ScreenPoint): Index },
): Index[] {
  return [from.at, { x: to.at.x, y: from.at.y }, to.at, { x: from.at.x, y: to.at.y }].map((point) =>
    camera.toIndex(point),
  );
}
