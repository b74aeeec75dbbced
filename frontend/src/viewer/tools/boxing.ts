import type { ShownBox } from '../boxes/BoxBoard';
import { drawBoxes } from '../boxes/draw';
import { boxBetween, type Corners, dragged, type Grip, gripAt } from '../boxes/geometry';
import type { Gesture, PanePoint, PaneTool, ToolHost } from './types';

const REACH = 7; // CSS pixels from an edge that still take hold of it
const LEAST = 4; // CSS pixels that a drag must be long to be a box

/** Pixels of the slice under the hand: the outer corner of the first one is (0, 0). */
const placeOf = ({ index }: PanePoint) => ({ x: index[2] + 0.5, y: index[1] + 0.5 });

/** Draws boxes, moves them, pulls at their edges; a click takes one in hand, or none. */
export function boxTool(host: ToolHost): PaneTool {
  const { viewer, scene } = host;
  return {
    name: 'box',
    edits: true,
    press(press) {
      if (press.plane !== 'z' || !viewer.boxes.hand) return null;
      const reach = REACH / scene.pane('z').camera.pixelsPerMm / Math.min(...viewer.spacing.slice(1));
      const found = boxAt(viewer.boxes.boxes, press, reach);
      if (!found) return drawing(host, press);
      viewer.boxes.hand.picked(found.box.id);
      return pulling(host, press, found.box, found.grip);
    },
  };
}

/** The person's box under the hand: the one in hand before the others, a small one before the one around it. */
function boxAt(
  boxes: readonly ShownBox[],
  press: PanePoint,
  reach: number,
): { box: ShownBox; grip: Grip } | null {
  const area = ({ corners: [x0, y0, x1, y1] }: ShownBox) => (x1 - x0) * (y1 - y0);
  const found = boxes
    .filter((box) => !box.proposed && box.z === Math.round(press.index[0]))
    .sort((a, b) => Number(b.selected ?? false) - Number(a.selected ?? false) || area(a) - area(b))
    .map((box) => ({ box, grip: gripAt(box.corners, placeOf(press), reach) }));
  for (const { box, grip } of found) if (grip) return { box, grip };
  return null;
}

function drawing({ viewer, scene }: ToolHost, press: PanePoint): Gesture {
  const [, rows, columns] = viewer.shape;
  const hand = viewer.boxes.hand;
  let made: Corners | null = null;
  return {
    move(to) {
      const far = Math.hypot(to.at.x - press.at.x, to.at.y - press.at.y) >= LEAST;
      made = far ? boxBetween(placeOf(press), placeOf(to), columns, rows) : null;
      scene.redraw();
    },
    end() {
      if (made) hand?.drawn(Math.round(press.index[0]), made);
      else hand?.picked(null);
    },
    cancel() {
      made = null;
    },
    draw: (context, camera, plane) => preview(context, camera, plane, made, hand?.colour ?? 0),
  };
}

function pulling({ viewer, scene }: ToolHost, press: PanePoint, box: ShownBox, grip: Grip): Gesture {
  const [, rows, columns] = viewer.shape;
  const hand = viewer.boxes.hand;
  const from = placeOf(press);
  let now = box.corners;
  return {
    move(to) {
      const { x, y } = placeOf(to);
      now = dragged(box.corners, grip, { x: x - from.x, y: y - from.y }, columns, rows);
      scene.redraw();
    },
    end() {
      if (now.some((value, side) => value !== box.corners[side])) hand?.changed(box.id, now);
    },
    cancel() {
      now = box.corners;
    },
    draw: (context, camera, plane) => preview(context, camera, plane, now, box.colour),
  };
}

function preview(
  ...[context, camera, plane, corners, colour]: [
    ...Parameters<Required<Gesture>['draw']>,
    Corners | null,
    number,
  ]
): void {
  if (plane !== 'z' || !corners) return;
  const [x0, y0, x1, y1] = corners;
  const name = `${x1 - x0} x ${y1 - y0}`;
  drawBoxes(context, camera, [{ id: '', z: camera.slice, corners, colour, name, selected: true }]);
}
