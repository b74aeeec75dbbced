import type { PaintTool } from '../Painter';
import { samplePress } from './sampling';
import type { PaneTool, Press, ToolHost } from './types';

/** Brush, eraser and threshold brush. Shift held at the press paints a ball for this stroke. */
export const paintTool =
  (name: PaintTool) =>
  ({ viewer, scene, painter, changed }: ToolHost): PaneTool => ({
    name,
    edits: true,
    ring: true,
    ...(name === 'threshold' && { secondary: (press: Press) => samplePress({ viewer, scene }, press) }),
    press(press: Press) {
      const flat = press.shift && !viewer.state.get().brush.sphere;
      if (flat) viewer.setBrush({ sphere: true });
      const restore = () => flat && viewer.setBrush({ sphere: false });
      const { brush, activeLabel, labels, threshold } = viewer.state.get();
      const settings = { tool: name, brush, activeLabel, labels, threshold };
      if (!painter.begin(settings, press.plane, press.index)) {
        restore();
        return null;
      }
      scene.edited(press.plane);
      return {
        fine: true,
        move(to) {
          painter.move(press.plane, to.index);
          scene.edited(press.plane);
        },
        end() {
          changed(painter.end());
          restore();
        },
        cancel() {
          painter.cancel();
          scene.edited();
          restore();
        },
      };
    },
  });
