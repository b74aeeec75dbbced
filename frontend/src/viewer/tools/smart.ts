import type { Camera } from '../cornerstone/Camera';
import { visitStamp } from '../mask/brush';
import { drawVoxels } from '../overlay/voxels';
import type { Plane } from '../types';
import type { Gesture, PanePoint, PaneTool, Press, ToolHost } from './types';

/** Somebody said of these voxels that they are, or are not, a label. */
export interface Scribble {
  /** Value of the label in hand when it was drawn. */
  label: number;
  positive: boolean;
  /** Voxels of the whole volume, (z, y, x) counted flat, in the order in which they were drawn. */
  offsets: readonly number[];
  plane: Plane;
}

/** A line one voxel wide: what it says counts, not how thick it is. */
const WIDTH = 0.6;

/** Smart correction: left is "this is the label", right or Alt is "this is not". Changes nothing by itself. */
export const smartTool = ({ viewer, scene }: ToolHost): PaneTool => {
  const begin = (press: Press, positive: boolean): Gesture | null => {
    const { activeLabel: label, labels, editable } = viewer.state.get();
    const target = labels.find((each) => each.value === label);
    if (!editable || !target || target.locked || !target.visible) return null;
    const drawn = new Set<number>();
    const extend = (from: PanePoint, to: PanePoint) => {
      const stamp = {
        from: from.index,
        to: to.index,
        plane: press.plane,
        sphere: false,
        radiusMm: WIDTH * Math.min(...viewer.spacing),
      };
      visitStamp({ shape: viewer.shape, spacing: viewer.spacing }, stamp, (offset) => drawn.add(offset));
      scene.redraw();
    };
    let last: PanePoint = press;
    extend(press, press);
    return {
      fine: true,
      move(to) {
        extend(last, to);
        last = to;
      },
      end() {
        if (drawn.size > 0) viewer.scribble.set({ label, positive, offsets: [...drawn], plane: press.plane });
      },
      cancel() {},
      draw(context, camera: Camera) {
        drawVoxels(context, camera, viewer.shape, drawn, { positive, colour: target.colour });
      },
    };
  };
  return {
    name: 'smart',
    edits: true,
    press: (press) => begin(press, !press.alt),
    secondary: (press) => begin(press, false),
  };
};
