import type { Palette } from '../colours';
import type { Grid } from '../geometry';
import type { Layer } from '../tools/types';
import { writeLines } from './layer';
import { basisOf } from './words';

export interface ScaleBar {
  /** In the unit of the grid: mm, or pixels of the image where it has no scale. */
  length: number;
  /** On the screen, CSS pixels. */
  width: number;
  text: string;
}

/** The longest round length (1, 2, 5 and tens of them) that is at most so many pixels wide. */
export function scaleBarOf(pixelsPerUnit: number, most: number, unit: 'mm' | 'px'): ScaleBar {
  const longest = most / pixelsPerUnit;
  const ten = 10 ** Math.floor(Math.log10(longest));
  const length = ([5, 2, 1].find((n) => n * ten <= longest) ?? 1) * ten;
  const text =
    unit === 'mm' && length >= 100 ? `${length / 10} cm` : `${Number(length.toPrecision(1))} ${unit}`;
  return { length, width: length * pixelsPerUnit, text };
}

const EDGE = 12;
/** A pane this high is the large one: the options of the tool in hand float at its bottom. */
const LARGE = 480;
const ABOVE_OPTIONS = 60;

/** A bar of a round length in the lower right corner of each pane. */
export function scaleBarLayer(grid: Grid, palette: Palette): Layer {
  const unit = basisOf(grid) === 'pixels' ? 'px' : 'mm';
  return {
    draw(context, camera) {
      const { clientWidth, clientHeight } = context.canvas;
      const bar = scaleBarOf(camera.pixelsPerMm, Math.min(120, clientWidth / 4), unit);
      const right = clientWidth - EDGE;
      const y = clientHeight - (clientHeight > LARGE ? ABOVE_OPTIONS : EDGE);
      const path = new Path2D();
      path.moveTo(right - bar.width, y - 5);
      path.lineTo(right - bar.width, y);
      path.lineTo(right, y);
      path.lineTo(right, y - 5);
      for (const [colour, width] of [
        [palette.halo, 3.5],
        [palette.onImage, 1.25],
      ] as const) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke(path);
      }
      context.textAlign = 'right';
      writeLines(context, palette, [bar.text], { x: right, y: y - 8 });
      context.textAlign = 'left';
    },
  };
}
