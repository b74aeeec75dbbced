import type { Palette, Rgba } from '../colours';
import { labelColour } from '../colours';
import { changedOutlinesOf, type Outline, outlinesOf } from '../mask/outlines';
import { type Slice, sliceOf } from '../mask/slices';
import type { Index, Label, Plane } from '../types';

/** What is drawn over one slice, in voxel coordinates; kept until the slice or the mask changes. */
export interface SliceShapes {
  fill: OffscreenCanvas | null;
  outlines: { label: number; path: Path2D }[];
  reference: Path2D | null;
  doubt: OffscreenCanvas | null;
}

export interface ShapeSources {
  shape: Index;
  mask: Readonly<Uint8Array>;
  reference: Readonly<Uint8Array> | null;
  uncertainty: Readonly<Uint8Array> | null;
}

/** Corner coordinates to voxel coordinates: pixel centres lie on whole numbers. */
const HALF = 0.5;

/**
 * A line along pixel edges as a path through the middles of the edges, each corner rounded: it never leaves the edge by
 * more than half a voxel and passes exactly through every edge's middle.
 */
function pathOf(outlines: readonly Outline[]): Path2D {
  const path = new Path2D();
  for (const { corners, closed } of outlines) {
    const count = corners.length / 2;
    const u = (i: number) => (corners[i * 2] ?? 0) - HALF;
    const v = (i: number) => (corners[i * 2 + 1] ?? 0) - HALF;
    const middle = (i: number): [number, number] => [(u(i) + u(i + 1)) / 2, (v(i) + v(i + 1)) / 2];
    if (closed) path.moveTo(...middle(0));
    else {
      path.moveTo(u(0), v(0));
      path.lineTo(...middle(0));
    }
    for (let i = 1; i < count - 1; i++) path.quadraticCurveTo(u(i), v(i), ...middle(i));
    if (closed) {
      path.quadraticCurveTo(u(0), v(0), ...middle(0));
      path.closePath();
    } else path.lineTo(u(count - 1), v(count - 1));
  }
  return path;
}

/** A picture of a slice, one pixel a voxel, coloured through a table of 256 RGBA entries; drawn over the one before. */
function picture(
  slice: Slice,
  table: Uint8ClampedArray,
  before: OffscreenCanvas | null | undefined,
): OffscreenCanvas | null {
  const fits = before?.width === slice.width && before.height === slice.height;
  const canvas = fits ? before : new OffscreenCanvas(slice.width, slice.height);
  const context = canvas.getContext('2d');
  if (!context) return null;
  const image = context.createImageData(slice.width, slice.height);
  const from = new Uint32Array(table.buffer, table.byteOffset, 256);
  const to = new Uint32Array(image.data.buffer);
  for (let i = 0; i < to.length; i++) to[i] = from[slice.data[i] ?? 0] ?? 0;
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Label value to fill colour; hidden labels and background are transparent. */
export function fillTable(palette: Palette, labels: readonly Label[], opacity: number): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (const label of labels) {
    if (!label.visible) continue;
    const [red, green, blue]: Rgba = labelColour(palette, label.colour).rgba;
    table.set([red, green, blue, Math.round(255 * opacity)], label.value * 4);
  }
  return table;
}

/** The shapes of a slice. Pictures of `before`, which is not to be used any more, are drawn over. */
export function shapesOf(
  sources: ShapeSources,
  plane: Plane,
  k: number,
  tables: { fill: Uint8ClampedArray | null; doubt: Uint8ClampedArray | null },
  before: SliceShapes | null,
): SliceShapes {
  const current = sliceOf(sources.mask, sources.shape, plane, k);
  const byLabel = new Map<number, Outline[]>();
  for (const outline of outlinesOf(current)) {
    byLabel.set(outline.label, [...(byLabel.get(outline.label) ?? []), outline]);
  }
  const reference = sources.reference && sliceOf(sources.reference, sources.shape, plane, k);
  const doubt = tables.doubt && sources.uncertainty && sliceOf(sources.uncertainty, sources.shape, plane, k);
  return {
    fill: tables.fill && picture(current, tables.fill, before?.fill),
    outlines: [...byLabel].map(([label, outlines]) => ({ label, path: pathOf(outlines) })),
    reference: reference ? pathOf(changedOutlinesOf(reference, current)) : null,
    doubt: doubt && tables.doubt ? picture(doubt, tables.doubt, before?.doubt) : null,
  };
}
