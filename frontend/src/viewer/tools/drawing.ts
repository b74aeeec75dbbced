import type { Palette } from '../colours';
import type { ScreenPoint } from '../cornerstone/Camera';

/** Strokes a path as everything of the hand is drawn: white on a dark halo. */
export function strokeOnImage(
  context: CanvasRenderingContext2D,
  palette: Palette,
  path: Path2D,
  dash: number[] = [],
): void {
  context.save();
  context.lineJoin = 'round';
  context.strokeStyle = palette.halo;
  context.lineWidth = 3.5;
  context.stroke(path);
  context.setLineDash(dash);
  context.strokeStyle = palette.onImage;
  context.lineWidth = 1.5;
  context.stroke(path);
  context.restore();
}

/** A few words beside the mouse. */
export function captionOnImage(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { x, y }: ScreenPoint,
  text: string,
): void {
  context.save();
  context.font = `12px ${getComputedStyle(context.canvas).fontFamily}`;
  context.lineJoin = 'round';
  context.strokeStyle = palette.halo;
  context.lineWidth = 4;
  const fits = x + 14 + context.measureText(text).width < context.canvas.clientWidth;
  const left = fits ? x + 14 : x - 14;
  context.textAlign = fits ? 'left' : 'right';
  context.strokeText(text, left, y - 10);
  context.fillStyle = palette.onImage;
  context.fillText(text, left, y - 10);
  context.restore();
}
