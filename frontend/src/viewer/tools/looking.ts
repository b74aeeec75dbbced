import type { Gesture, PanePoint, PaneTool, Press, ToolHost } from './types';

/** A drag that changes only how one looks: cancelling it just ends it. */
function dragging(from: PanePoint, moved: (dx: number, dy: number, to: PanePoint) => void): Gesture {
  let last = from.at;
  return {
    move(to) {
      moved(to.at.x - last.x, to.at.y - last.y, to);
      last = to.at;
    },
    end() {},
    cancel() {},
  };
}

export const selectTool = ({ viewer, scene }: ToolHost): PaneTool => ({
  name: 'select',
  edits: false,
  press(press) {
    if (scene.pressLayers(press.plane, press.at)) return null;
    viewer.jumpToPlane(press.plane, press.index);
    return dragging(press, (_dx, _dy, to) => viewer.jumpToPlane(to.plane, to.index));
  },
});

export const windowTool = ({ viewer }: ToolHost): PaneTool => ({
  name: 'window',
  edits: false,
  press: (press) =>
    dragging(press, (dx, dy) => {
      const { window } = viewer.state.get();
      const step = Math.max(window.width, 20) / 250;
      viewer.setWindow({ width: window.width + dx * step, level: window.level + dy * step });
    }),
});

export const panTool = ({ scene }: ToolHost): PaneTool => ({
  name: 'pan',
  edits: false,
  press: (press: Press) =>
    dragging(press, (dx, dy) => {
      scene.pane(press.plane).camera.panBy(dx, dy);
      scene.moved(press.plane);
    }),
});

export const zoomTool = ({ viewer }: ToolHost): PaneTool => ({
  name: 'zoom',
  edits: false,
  press: (press: Press) => dragging(press, (_dx, dy) => viewer.zoomBy(Math.exp(-dy / 150), press.plane)),
});
