import type { Palette, Window } from '@/viewer';

/** One slice of one version, and what it is compared with. Planes are (y, x). */
export interface ComparedSlice {
  width: number;
  height: number;
  image: ArrayLike<number> | null;
  labels: Uint8Array;
  other: Uint8Array;
  window: Window;
  /** Which entry of the palette each label value has. */
  colours: ReadonlyMap<number, number>;
}

const SAME = 0.22;
const DIFFERENT = 0.75;

/** Draws the image with the labels over it: faint where both versions agree, strong where they do not. */
export function drawSlice(canvas: HTMLCanvasElement, slice: ComparedSlice, palette: Palette): void {
  const { width, height } = slice;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const picture = context.createImageData(width, height);
  for (let at = 0; at < width * height; at++) paint(picture.data, at, slice, palette);
  context.putImageData(picture, 0, 0);
}

function paint(pixels: Uint8ClampedArray, at: number, slice: ComparedSlice, palette: Palette): void {
  const { image, labels, other, window, colours } = slice;
  const low = window.level - window.width / 2;
  const grey = (((image?.[at] ?? low) - low) / window.width) * 255;
  const label = labels[at] ?? 0;
  const differs = label !== other[at];
  const colour = label === 0 ? null : palette.labels[((colours.get(label) ?? 1) - 1) % palette.labels.length];
  // Taken away here and there in the other version: white, as everything on an image that is no label.
  const [red, green, blue] = colour?.rgba ?? [255, 255, 255];
  const share = differs ? (label === 0 ? SAME : DIFFERENT) : label === 0 ? 0 : SAME;
  const shown = Math.min(255, Math.max(0, grey)) * (1 - share);
  pixels.set([shown + red * share, shown + green * share, shown + blue * share, 255], at * 4);
}
