import type { Palette } from '../colours';
import type { ScreenPoint } from '../cornerstone/Camera';
import { strokeHaloed } from './stroke';

/** A small open cross: where the mouse of another pane points. */
export function drawMark(context: CanvasRenderingContext2D, { x, y }: ScreenPoint, palette: Palette): void {
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * 3, y + dy * 3);
    context.lineTo(x + dx * 8, y + dy * 8);
  }
  strokeHaloed(context, palette, { halo: 3.5, line: 1.5 });
}
