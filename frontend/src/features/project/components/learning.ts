import type { LearningPoint } from '@/api/types';
import { counted } from '@/lib/numbers';

export type Standing = LearningPoint['standing'];

export const STANDINGS: Record<Standing, string> = {
  went_live: 'went live',
  refused: 'refused by the gate',
  waits: 'waits for a person',
};

/** What the line goes through: of those that went live the newest at each number of labels, in their order. */
export function lineOf(points: LearningPoint[]): LearningPoint[] {
  const newest = new Map<number, LearningPoint>();
  for (const point of points) {
    const before = newest.get(point.labels);
    if (point.standing === 'went_live' && !(before && before.model > point.model)) {
      newest.set(point.labels, point);
    }
  }
  return [...newest.values()].sort((a, b) => a.labels - b.labels);
}

/** How many places each stands to the right: models of the same labels beside each other, in the order they came. */
export function besides(points: LearningPoint[]): Map<LearningPoint, number> {
  const taken = new Map<number, number>();
  const places = new Map<LearningPoint, number>();
  for (const point of [...points].sort((a, b) => a.model - b.model)) {
    const place = taken.get(point.labels) ?? 0;
    places.set(point, place);
    taken.set(point.labels, place + 1);
  }
  return places;
}

/** The smallest step from one number of labels to another. */
export function closest(labels: number[]): number {
  const sorted = [...new Set(labels)].sort((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((value, i) => value - (sorted[i] ?? 0)));
}

/** Why some have no interval: "No interval for v1, v2: 4 patients of the holdout are too few."; empty where all have one. */
export function withoutInterval(points: LearningPoint[]): string {
  const few = points.filter((point) => point.low === null || point.high === null);
  if (few.length === 0) return '';
  const most = Math.max(...few.map((point) => point.patients ?? 0));
  const which = few.length === points.length ? '' : ` for ${few.map((one) => `v${one.model}`).join(', ')}`;
  const patients = most ? counted(most, 'patient') : 'patients';
  return `No interval${which}: ${patients} of the holdout ${most === 1 ? 'is' : 'are'} too few.`;
}
