/** Where the stages of the loop stand, and the arcs between them. Pixels in a box of 384 x 240. */
import { type Point, path } from '@/lib/scale';

export const CENTRE: Point = { x: 192, y: 119 };
const RADIUS: Point = { x: 136, y: 94 };

/** Clockwise from the top, `turn` in parts of a whole turn. */
export function onRing(turn: number): Point {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return { x: CENTRE.x + RADIUS.x * Math.cos(angle), y: CENTRE.y + RADIUS.y * Math.sin(angle) };
}

/** The arc from one stage to the next. */
export function arc(from: number, to: number, steps = 24): string {
  return path(Array.from({ length: steps + 1 }, (_, i) => onRing(from + ((to - from) * i) / steps)));
}

/** Where the arrow of an arc stands and where it points, in degrees. */
export function arrow(from: number, to: number): Point & { angle: number } {
  const middle = (from + to) / 2;
  const here = onRing(middle);
  const behind = onRing(middle - 0.005);
  const ahead = onRing(middle + 0.005);
  return { ...here, angle: (Math.atan2(ahead.y - behind.y, ahead.x - behind.x) * 180) / Math.PI };
}
