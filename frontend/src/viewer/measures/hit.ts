import type { Camera, ScreenPoint } from '../cornerstone/Camera';
import type { Measure } from './types';

/** What of a measure lies under the mouse: one of its points, or the whole. */
export interface Hit {
  measure: Measure;
  /** Which of its points; null: the line between them. */
  point: number | null;
}

const POINT_PX = 9;
const LINE_PX = 5;

/** The measure under a pixel, points before lines, the last one made first. */
export function hitAt(measures: readonly Measure[], camera: Camera, at: ScreenPoint): Hit | null {
  const newest = [...measures].reverse();
  for (const measure of newest) {
    const point = measure.points.findIndex((place) => far(camera.toScreen(place), at) <= POINT_PX);
    if (point >= 0) return { measure, point };
  }
  for (const measure of newest) {
    const places = measure.points.map((place) => camera.toScreen(place));
    if (measure.kind === 'ellipse' ? nearEllipse(places, at) : nearLine(places, at))
      return { measure, point: null };
  }
  return null;
}

const far = (a: ScreenPoint, b: ScreenPoint) => Math.hypot(a.x - b.x, a.y - b.y);

function nearLine(places: readonly ScreenPoint[], at: ScreenPoint): boolean {
  return places.some((from, n) => {
    const to = places[n + 1];
    if (!to) return false;
    const along = { x: to.x - from.x, y: to.y - from.y };
    const share = ((at.x - from.x) * along.x + (at.y - from.y) * along.y) / (far(from, to) ** 2 || 1);
    const k = Math.min(1, Math.max(0, share));
    return far({ x: from.x + k * along.x, y: from.y + k * along.y }, at) <= LINE_PX;
  });
}

function nearEllipse([from, to]: readonly ScreenPoint[], at: ScreenPoint): boolean {
  if (!from || !to) return false;
  const half = { x: Math.abs(from.x - to.x) / 2 || 1, y: Math.abs(from.y - to.y) / 2 || 1 };
  const share = Math.hypot((at.x - (from.x + to.x) / 2) / half.x, (at.y - (from.y + to.y) / 2) / half.y);
  return Math.abs(share - 1) * Math.min(half.x, half.y) <= LINE_PX;
}
