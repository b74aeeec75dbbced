import { squaredDistances } from './distance';
import { flood } from './flood';

/** A picture of ones on zeros, with a free border of one pixel. */
export interface Shape {
  data: Uint8Array;
  width: number;
  height: number;
}

/** One edge-connected part of a shape, or several taken as one. */
export interface Piece {
  /** Runs of its pixels in the shape, flat: first, last, ... */
  spans: number[];
  pixels: number;
  /** Middle of its pixels, (u, v). */
  centre: readonly [number, number];
}

/** The rectangle of pixels that a piece takes up, both ends included. */
export interface Frame {
  u0: number;
  v0: number;
  u1: number;
  v1: number;
}

/** How far inside (above 0) or outside (below 0) a piece the pixels around it lie, mm. */
export interface Depth {
  field: Float32Array;
  /** What the field covers: the piece and a margin. */
  frame: Frame;
  /** Where the piece itself is. */
  tight: Frame;
  /** mm along (u, v). */
  spacing: readonly [number, number];
  /** mm at its deepest pixel. */
  deepest: number;
}

/** The parts of a shape, and for each pixel the number of its part, from 1. */
export function piecesOf({ data, width, height }: Shape): { pieces: Piece[]; numbers: Uint32Array } {
  const crop = { data: data.slice(), size: [1, height, width] as const };
  const pieces: Piece[] = [];
  const numbers = new Uint32Array(data.length);
  for (let seed = crop.data.indexOf(1); seed >= 0; seed = crop.data.indexOf(1, seed)) {
    const spans: number[] = [];
    const pixels = flood(crop, seed, 1, 2, spans);
    let [sumU, sumV] = [0, 0];
    for (let i = 0; i < spans.length; i += 2) {
      const first = spans[i] ?? 0;
      const last = spans[i + 1] ?? 0;
      numbers.fill(pieces.length + 1, first, last + 1);
      const count = last - first + 1;
      sumU += count * ((first % width) + (last - first) / 2);
      sumV += count * Math.floor(first / width);
    }
    pieces.push({ spans, pixels, centre: [sumU / pixels, sumV / pixels] });
  }
  return { pieces, numbers };
}

/** Several pieces as one. */
export function joined(pieces: readonly Piece[]): Piece {
  const pixels = pieces.reduce((sum, piece) => sum + piece.pixels, 0);
  const middle = (axis: 0 | 1) =>
    pieces.reduce((sum, piece) => sum + piece.centre[axis] * piece.pixels, 0) / pixels;
  return { spans: pieces.flatMap((piece) => piece.spans), pixels, centre: [middle(0), middle(1)] };
}

export function depthOf(piece: Piece, shapeWidth: number, spacing: readonly [number, number]): Depth {
  const tight = frameOf(piece, shapeWidth);
  const margin = 2 + Math.ceil(Math.max(tight.u1 - tight.u0, tight.v1 - tight.v0) / 4);
  const [u0, v0, u1, v1] = [tight.u0 - margin, tight.v0 - margin, tight.u1 + margin, tight.v1 + margin];
  const size = [u1 - u0 + 1, v1 - v0 + 1] as const;
  const data = new Uint8Array(size[0] * size[1]);
  for (let i = 0; i < piece.spans.length; i += 2) {
    const first = piece.spans[i] ?? 0;
    const at = (Math.floor(first / shapeWidth) - v0) * size[0] + (first % shapeWidth) - u0;
    data.fill(1, at, at + (piece.spans[i + 1] ?? 0) - first + 1);
  }
  const field = squaredDistances(data, size, spacing, 0);
  const outside = squaredDistances(data, size, spacing, 1);
  let deepest = 0;
  for (let i = 0; i < field.length; i++) {
    const inner = data[i] === 1;
    const depth = Math.sqrt((inner ? field[i] : outside[i]) ?? 0);
    field[i] = inner ? depth : -depth;
    if (inner && depth > deepest) deepest = depth;
  }
  return { field, frame: { u0, v0, u1, v1 }, tight, spacing, deepest };
}

/** The depth at a place between pixels; beyond the frame it falls with the distance to it. */
export function depthAt({ field, frame, spacing }: Depth, u: number, v: number): number {
  const width = frame.u1 - frame.u0 + 1;
  const cu = Math.min(frame.u1, Math.max(frame.u0, u)) - frame.u0;
  const cv = Math.min(frame.v1, Math.max(frame.v0, v)) - frame.v0;
  const u0 = Math.min(width - 2, Math.floor(cu));
  const v0 = Math.min(frame.v1 - frame.v0 - 1, Math.floor(cv));
  const fu = cu - u0;
  const fv = cv - v0;
  const at = v0 * width + u0;
  const upper = (field[at] ?? 0) * (1 - fu) + (field[at + 1] ?? 0) * fu;
  const lower = (field[at + width] ?? 0) * (1 - fu) + (field[at + width + 1] ?? 0) * fu;
  const inside = upper * (1 - fv) + lower * fv;
  const [du, dv] = [u - frame.u0 - cu, v - frame.v0 - cv];
  return du === 0 && dv === 0 ? inside : inside - Math.hypot(du * spacing[0], dv * spacing[1]);
}

function frameOf({ spans }: Piece, width: number): Frame {
  const frame = { u0: width, v0: Number.POSITIVE_INFINITY, u1: -1, v1: -1 };
  for (let i = 0; i < spans.length; i += 2) {
    const first = spans[i] ?? 0;
    const v = Math.floor(first / width);
    frame.u0 = Math.min(frame.u0, first % width);
    frame.u1 = Math.max(frame.u1, (spans[i + 1] ?? 0) % width);
    frame.v0 = Math.min(frame.v0, v);
    frame.v1 = Math.max(frame.v1, v);
  }
  return frame;
}
