import { labelColour, sharedPalette } from '../colours';
import type { Camera } from '../cornerstone/Camera';
import { indexOf } from '../Painter';
import { axisOf, type Index } from '../types';
import { strokeHaloed } from './stroke';

interface Look {
  positive: boolean;
  /** Which of the label tokens. */
  colour: number;
}

/**
 * Fills single voxels of the slice shown: whole in the label's colour for "is", hollow for "is not", so that the two
 * differ without colour too.
 */
export function drawVoxels(
  context: CanvasRenderingContext2D,
  camera: Camera,
  shape: Index,
  offsets: Iterable<number>,
  { positive, colour }: Look,
): void {
  const palette = sharedPalette(context);
  const { css } = labelColour(palette, colour);
  const { plane } = camera.view;
  const [a, b, c, d] = camera.affine;
  const [wide, high] = [Math.abs(a) + Math.abs(c), Math.abs(b) + Math.abs(d)];
  context.save();
  context.fillStyle = positive ? css : palette.halo;
  context.strokeStyle = positive ? palette.halo : css;
  context.lineWidth = 1;
  for (const offset of offsets) {
    const index = indexOf(shape, offset);
    if (index[axisOf[plane]] !== camera.slice) continue;
    const at = camera.toScreen(index);
    const [x, y] = [at.x - wide / 2, at.y - high / 2];
    context.fillRect(x, y, wide, high);
    context.strokeRect(x, y, wide, high);
  }
  context.restore();
}

const RING = 9;
const ROUND_MS = 900;

/** A quiet ring around a voxel of the slice shown: something is on its way. It stands still for who wants that. */
export function drawWaiting(
  context: CanvasRenderingContext2D,
  camera: Camera,
  shape: Index,
  offset: number,
): void {
  const palette = sharedPalette(context);
  const index = indexOf(shape, offset);
  if (index[axisOf[camera.view.plane]] !== camera.slice) return;
  const { x, y } = camera.toScreen(index);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const turn = still ? 0 : ((performance.now() % ROUND_MS) / ROUND_MS) * 2 * Math.PI;
  context.save();
  context.beginPath();
  context.arc(x, y, RING, turn, turn + 1.5 * Math.PI);
  strokeHaloed(context, palette, { halo: 4, line: 1.75 });
  context.restore();
}
