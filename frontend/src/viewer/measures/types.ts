import type { Index, Plane } from '../types';

/** A length between two points, an angle at the second of three, an ellipse in the box between two corners. */
export type MeasureKind = 'ruler' | 'angle' | 'ellipse';
export const measureKinds: readonly MeasureKind[] = ['ruler', 'angle', 'ellipse'];

/** Something measured in one slice. It stays where it was put in the scan, whatever is zoomed or shown. */
export interface Measure {
  id: number;
  kind: MeasureKind;
  plane: Plane;
  slice: number;
  /** Places in the grid, not rounded: two, for an angle three. */
  points: readonly Index[];
}

export const pointsOf: Readonly<Record<MeasureKind, number>> = { ruler: 2, angle: 3, ellipse: 2 };
