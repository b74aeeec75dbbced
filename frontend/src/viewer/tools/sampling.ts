import { roundIndex } from '../geometry';
import { rangeOf, sampleDisc } from '../mask/sample';
import { captionOnImage, strokeOnImage } from './drawing';
import type { Gesture, Press, ToolHost } from './types';

/** Radius of a sample that is only clicked: some twenty voxels of a CT. */
export const SAMPLE_MM = 2;

export function around({ x, y }: { x: number; y: number }, radius: number): Path2D {
  const path = new Path2D();
  path.arc(x, y, Math.max(2, radius), 0, 2 * Math.PI);
  return path;
}

/** The threshold brush's right drag: its range becomes that of the disc from the press to the mouse. */
export function samplePress({ viewer, scene }: Pick<ToolHost, 'viewer' | 'scene'>, press: Press): Gesture {
  const { camera } = scene.pane(press.plane);
  const before = viewer.state.get().threshold;
  const { shape, spacing } = viewer;
  let radiusMm = SAMPLE_MM;
  let mouse = press.at;
  let said = '';
  const take = () => {
    const disc = { plane: press.plane, at: roundIndex(press.index), radiusMm };
    const sample = sampleDisc({ shape, spacing }, (z) => viewer.imageOf(z), disc);
    if (!sample) return;
    const [low, high] = rangeOf(sample, viewer.state.get().options.spread);
    said = `${low} to ${high} (mean ${Math.round(sample.mean * 10) / 10}, n ${sample.count})`;
    viewer.setThreshold(low, high);
    scene.redraw();
  };
  take();
  return {
    move(to) {
      mouse = to.at;
      const pixels = Math.hypot(to.at.x - press.at.x, to.at.y - press.at.y);
      radiusMm = Math.max(SAMPLE_MM, pixels / camera.pixelsPerMm);
      take();
    },
    end() {},
    cancel: () => viewer.setThreshold(before[0], before[1]),
    draw(context, { pixelsPerMm }, plane) {
      if (plane !== press.plane) return;
      strokeOnImage(context, scene.palette, around(press.at, radiusMm * pixelsPerMm), [4, 3]);
      captionOnImage(context, scene.palette, mouse, said);
    },
  };
}
