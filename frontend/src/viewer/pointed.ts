import { isInside, roundIndex } from './geometry';
import type { Index, Plane, Pointed } from './types';
import type { VolumeViewer } from './VolumeViewer';

/** What lies at a place of the case, not rounded; null outside it. */
export function pointedAt(viewer: VolumeViewer, plane: Plane, place: Index): Pointed | null {
  const index = roundIndex(place);
  if (!isInside(viewer.shape, index)) return null;
  return {
    plane,
    index,
    point: viewer.pointAt(index),
    intensity: viewer.intensityAt(index),
    label: viewer.labelAt(index),
    uncertainty: viewer.mapAt('doubt', index),
    heat: viewer.mapAt('heat', index),
  };
}
