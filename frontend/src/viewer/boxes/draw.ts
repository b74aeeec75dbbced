import { labelColour, type Palette, sharedPalette } from '../colours';
import type { Camera } from '../cornerstone/Camera';
import type { ShownBox } from './BoxBoard';
import type { Corners } from './geometry';

const HANDLE = 7; // CSS pixels

/** The corners of a box on the screen: where its pixels begin and end, not their centres. */
function onScreen(camera: Camera, [x0, y0, x1, y1]: Corners) {
  const a = camera.toScreen([camera.slice, y0 - 0.5, x0 - 0.5]);
  const b = camera.toScreen([camera.slice, y1 - 0.5, x1 - 0.5]);
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return { left, top, right, bottom };
}

/** Boxes over the image, each with a dark halo and its name; the one in hand last, with handles. */
export function drawBoxes(
  context: CanvasRenderingContext2D,
  camera: Camera,
  boxes: readonly ShownBox[],
): void {
  const palette = sharedPalette(context);
  context.save();
  const inHand = (box: ShownBox) => Number(box.selected ?? false);
  for (const box of [...boxes].sort((a, b) => inHand(a) - inHand(b))) drawBox(context, camera, box, palette);
  context.restore();
}

function drawBox(context: CanvasRenderingContext2D, camera: Camera, box: ShownBox, colours: Palette): void {
  const { left, top, right, bottom } = onScreen(camera, box.corners);
  const colour = box.colour > 0 ? labelColour(colours, box.colour).css : colours.onImage;
  const width = box.proposed ? 1.25 : box.selected ? 2.25 : 1.75;
  context.setLineDash([]);
  context.strokeStyle = colours.halo;
  context.lineWidth = width + 2;
  context.strokeRect(left, top, right - left, bottom - top);
  context.setLineDash(box.proposed ? [4, 4] : []);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(left, top, right - left, bottom - top);
  context.setLineDash([]);
  words(context, box, { x: left, y: box.proposed ? bottom + 15 : top - 5 }, colour, colours.halo);
  if (!box.selected) return;
  for (const [x, y] of [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ] as const) {
    context.fillStyle = colours.halo;
    context.fillRect(x - HANDLE / 2 - 1, y - HANDLE / 2 - 1, HANDLE + 2, HANDLE + 2);
    context.fillStyle = colour;
    context.fillRect(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE);
  }
}

function words(
  context: CanvasRenderingContext2D,
  box: ShownBox,
  at: { x: number; y: number },
  colour: string,
  halo: string,
): void {
  context.font = `12px ${getComputedStyle(context.canvas).fontFamily}`;
  context.lineJoin = 'round';
  context.strokeStyle = halo;
  context.lineWidth = 3;
  context.strokeText(box.name, at.x, at.y);
  context.fillStyle = colour;
  context.fillText(box.name, at.x, at.y);
}
