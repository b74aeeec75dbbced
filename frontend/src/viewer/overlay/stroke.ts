import type { Palette } from '../colours';

/** Draws the current path so that it is seen on any image: light, on a wider dark one. Widths in CSS pixels. */
export function strokeHaloed(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { halo, line }: { halo: number; line: number },
): void {
  context.strokeStyle = palette.halo;
  context.lineWidth = halo;
  context.stroke();
  context.strokeStyle = palette.onImage;
  context.lineWidth = line;
  context.stroke();
}
