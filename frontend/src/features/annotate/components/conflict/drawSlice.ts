import { outlinesOf, type Palette, type Window } from '@/viewer';

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

const FILL = 0.25;
const OUTLINE_PX = 1.75;
/** Pixels of the canvas along the longer side, so that lines are thin on any grid. */
const FINE = 1024;

/** Draws the image, the labels as the panes do, and a dashed white line around what the other version has not. */
export function drawSlice(canvas: HTMLCanvasElement, slice: ComparedSlice, palette: Palette): void {
  const { width, height, labels, other } = slice;
  const factor = Math.max(1, Math.round(FINE / Math.max(width, height)));
  canvas.width = width * factor;
  canvas.height = height * factor;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(pictureOf(slice, palette), 0, 0, canvas.width, canvas.height);
  for (const { label, corners } of outlinesOf({ data: labels, width, height })) {
    line(context, corners, factor, palette.halo, OUTLINE_PX + 2);
    line(context, corners, factor, colourOf(slice, palette, label)?.css ?? palette.onImage, OUTLINE_PX);
  }
  const differs = labels.map((label, at) => (label === other[at] ? 0 : 1));
  context.setLineDash([4, 4]);
  for (const { corners } of outlinesOf({ data: differs, width, height })) {
    line(context, corners, factor, palette.halo, OUTLINE_PX + 3);
    line(context, corners, factor, palette.onImage, OUTLINE_PX);
  }
}

function pictureOf(slice: ComparedSlice, palette: Palette): OffscreenCanvas {
  const { width, height, image, labels, window } = slice;
  const made = new OffscreenCanvas(width, height);
  const context = made.getContext('2d');
  const picture = new ImageData(width, height);
  const low = window.level - window.width / 2;
  for (let at = 0; at < labels.length; at++) {
    const grey = Math.min(255, Math.max(0, (((image?.[at] ?? low) - low) / window.width) * 255));
    const colour = colourOf(slice, palette, labels[at] ?? 0);
    const [red, green, blue] = colour?.rgba ?? [0, 0, 0];
    const share = colour ? FILL : 0;
    const rest = grey * (1 - share);
    picture.data.set([rest + red * share, rest + green * share, rest + blue * share, 255], at * 4);
  }
  context?.putImageData(picture, 0, 0);
  return made;
}

function colourOf({ colours }: ComparedSlice, palette: Palette, label: number) {
  if (label === 0) return null;
  return palette.labels[((colours.get(label) ?? 1) - 1) % palette.labels.length] ?? null;
}

function line(
  context: CanvasRenderingContext2D,
  corners: Int32Array,
  factor: number,
  colour: string,
  width: number,
): void {
  context.beginPath();
  for (let i = 0; i < corners.length; i += 2) {
    context.lineTo((corners[i] ?? 0) * factor, (corners[i + 1] ?? 0) * factor);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}
