import { isInside, roundIndex } from '../geometry';
import { growRegion } from '../mask/grow';
import { rangeOf, sampleDisc, tidyRange } from '../mask/sample';
import { axisOf } from '../types';
import { captionOnImage, strokeOnImage } from './drawing';
import { around, SAMPLE_MM } from './sampling';
import type { PaneTool, ToolHost } from './types';

/** A drag of this many pixels to the right doubles the range. */
const DOUBLING = 80;

/**
 * Region grow: takes what is connected to the press and alike to what lies around it. The region is drawn while the
 * button is down; a drag to the right widens its range, to the left narrows it. Shift: in the volume.
 */
export const growTool = ({ viewer, scene, painter, changed }: ToolHost): PaneTool => ({
  name: 'grow',
  edits: true,
  press(press) {
    const seed = roundIndex(press.index);
    const { spacing, shape } = viewer;
    const { options, activeLabel, labels } = viewer.state.get();
    const pixels = (z: number) => viewer.imageOf(z);
    const sample = isInside(shape, seed)
      ? sampleDisc({ shape, spacing }, pixels, { plane: press.plane, at: seed, radiusMm: SAMPLE_MM })
      : null;
    if (!sample) return null;
    const extent =
      press.shift || options.deep
        ? ('volume' as const)
        : { plane: press.plane, slice: seed[axisOf[press.plane]] };
    const [least, most] = rangeOf(sample, options.spread);
    const own = viewer.intensityAt(seed) ?? sample.mean;
    let range: readonly [number, number] = [least, most];
    let mouse = press.at;
    const grow = (widening: number) => {
      const half = ((most - least) / 2) * widening;
      const middle = (least + most) / 2;
      range = tidyRange(Math.min(own, middle - half), Math.max(own, middle + half));
      painter.tryOut(labels, (access) =>
        growRegion(access, pixels, {
          seed,
          extent,
          range,
          radiusMm: options.reachMm,
          spacing,
          value: activeLabel,
        }),
      );
      scene.edited();
    };
    painter.beginTrial('grow');
    grow(1);
    return {
      move(to) {
        mouse = to.at;
        grow(2 ** ((to.at.x - press.at.x) / DOUBLING));
      },
      end: () => changed(painter.end()),
      cancel() {
        painter.cancel();
        scene.edited();
      },
      draw(context, camera, plane) {
        if (plane !== press.plane) return;
        const path = around(camera.toScreen(press.index), options.reachMm * camera.pixelsPerMm);
        strokeOnImage(context, scene.palette, path, [2, 6]);
        captionOnImage(context, scene.palette, mouse, `${range[0]} to ${range[1]}`);
      },
    };
  },
});
