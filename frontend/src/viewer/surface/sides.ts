import { letterOf, scale } from '../geometry';
import type { PlaneInfo } from '../types';
import type { Turntable } from './Turntable';

export type SurfaceSides = PlaneInfo['letters'];

/** The patient's sides at the edges of the pane, as one looks now. */
export function sidesOf({ right, up }: Turntable): SurfaceSides {
  return {
    left: letterOf(scale(right, -1)),
    right: letterOf(right),
    top: letterOf(up),
    bottom: letterOf(scale(up, -1)),
  };
}
