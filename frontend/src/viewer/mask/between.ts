import { type Depth, depthAt, depthOf, type Frame, joined, type Piece, piecesOf, type Shape } from './shapes';

/** What a piece of one slice becomes in another; without a partner it tapers to its own deepest point. */
interface Pair {
  from: Piece | null;
  to: Piece | null;
}

/** Pieces further apart than this many times their size are two structures, not one that has moved. */
const REACH = 1.5;

/** Marks the pixels that lie inside, a part of the way from 0 to 1. */
type Between = (part: number, mark: (pixel: number) => void) => void;

/**
 * Prepares the shapes between two drawn ones.
 *
 * Pieces that overlap, or else lie near each other, belong together. A pair is laid centre on centre, its depths are
 * mixed, and the result is put where its centre is at that part of the way: a slanted tube stays a tube, where mixing
 * depths in place would pinch it off. Raya and Udupa 1990 for the depths.
 */
export function shapesBetween(first: Shape, second: Shape, spacing: readonly [number, number]): Between {
  const makers = pair(first, second, spacing).map((one) => between(one, first, spacing));
  return (part, mark) => {
    for (const make of makers) make(part, mark);
  };
}

function between({ from, to }: Pair, shape: Shape, spacing: readonly [number, number]): Between {
  const a = from && depthOf(from, shape.width, spacing);
  const b = to && depthOf(to, shape.width, spacing);
  if (!a || !b || !from || !to) return tapering(a, b, shape);
  const du = to.centre[0] - from.centre[0];
  const dv = to.centre[1] - from.centre[1];
  return (t, mark) => {
    const frames = [moved(a.tight, t * du, t * dv), moved(b.tight, (t - 1) * du, (t - 1) * dv)];
    eachPixel(shape, frames, (u, v) => {
      const depth =
        (1 - t) * depthAt(a, u - t * du, v - t * dv) + t * depthAt(b, u + (1 - t) * du, v + (1 - t) * dv);
      if (depth > 0) mark(v * shape.width + u);
    });
  };
}

function tapering(from: Depth | null, to: Depth | null, shape: Shape): Between {
  const only = from ?? to;
  if (!only) return () => {};
  return (t, mark) => {
    const off = (from ? t : 1 - t) * only.deepest;
    eachPixel(shape, [only.tight], (u, v) => {
      if (depthAt(only, u, v) > off) mark(v * shape.width + u);
    });
  };
}

const moved = ({ u0, v0, u1, v1 }: Frame, du: number, dv: number): Frame => ({
  u0: u0 + du - 1,
  v0: v0 + dv - 1,
  u1: u1 + du + 1,
  v1: v1 + dv + 1,
});

/** Visits the pixels of a shape's picture in the rectangle around some frames. */
function eachPixel({ width, height }: Shape, frames: Frame[], visit: (u: number, v: number) => void): void {
  const u0 = Math.max(0, Math.floor(Math.min(...frames.map((frame) => frame.u0))));
  const v0 = Math.max(0, Math.floor(Math.min(...frames.map((frame) => frame.v0))));
  const u1 = Math.min(width - 1, Math.ceil(Math.max(...frames.map((frame) => frame.u1))));
  const v1 = Math.min(height - 1, Math.ceil(Math.max(...frames.map((frame) => frame.v1))));
  for (let v = v0; v <= v1; v++) for (let u = u0; u <= u1; u++) visit(u, v);
}

function pair(first: Shape, second: Shape, spacing: readonly [number, number]): Pair[] {
  const pairs = overlapping(first, second);
  const met = pairs.filter((one) => one.from && one.to);
  const aLone = pairs.filter((one) => !one.to);
  const bLone = pairs.filter((one) => !one.from);
  const near = aLone
    .flatMap((a) => bLone.map((b) => ({ a, b, apart: apartness(a.from, b.to, spacing) })))
    .filter(({ apart }) => apart <= REACH)
    .sort((one, other) => one.apart - other.apart);
  const used = new Set<Pair>();
  for (const { a, b } of near) {
    if (used.has(a) || used.has(b)) continue;
    used.add(a).add(b);
    met.push({ from: a.from, to: b.to });
  }
  return [...met, ...[...aLone, ...bLone].filter((one) => !used.has(one))];
}

/** Distance of the centres over the sum of the radii of discs of the same area. */
function apartness(a: Piece | null, b: Piece | null, [mmU, mmV]: readonly [number, number]): number {
  if (!a || !b) return Number.POSITIVE_INFINITY;
  const radius = ({ pixels }: Piece) => Math.sqrt((pixels * mmU * mmV) / Math.PI);
  const apart = Math.hypot((a.centre[0] - b.centre[0]) * mmU, (a.centre[1] - b.centre[1]) * mmV);
  return apart / (radius(a) + radius(b));
}

/** Groups of pieces that hang together by overlaps, as one piece on either side. */
function overlapping(first: Shape, second: Shape): Pair[] {
  const a = piecesOf(first);
  const b = piecesOf(second);
  const links = linksOf(a.numbers, b.numbers, a.pieces.length, b.pieces.length);
  const pairs: Pair[] = [];
  const seen = new Set<number>();
  for (let start = 0; start < a.pieces.length + b.pieces.length; start++) {
    if (seen.has(start)) continue;
    seen.add(start);
    const group = [start];
    for (const node of group) {
      for (const next of links[node] ?? []) {
        if (!seen.has(next)) group.push(next);
        seen.add(next);
      }
    }
    const left = group.flatMap((node) => a.pieces[node] ?? []);
    const right = group.flatMap((node) => b.pieces[node - a.pieces.length] ?? []);
    pairs.push({ from: left.length ? joined(left) : null, to: right.length ? joined(right) : null });
  }
  return pairs;
}

/** Which pieces lie over each other; those of the second shape are numbered on from those of the first. */
function linksOf(a: Uint32Array, b: Uint32Array, ofA: number, ofB: number): Set<number>[] {
  const links = Array.from({ length: ofA + ofB }, () => new Set<number>());
  for (let i = 0; i < a.length; i++) {
    const one = a[i];
    const other = b[i];
    if (!one || !other) continue;
    links[one - 1]?.add(ofA + other - 1);
    links[ofA + other - 1]?.add(one - 1);
  }
  return links;
}
