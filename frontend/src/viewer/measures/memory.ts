import { keep, readKept } from '@/lib/kept';
import { type Index, planes } from '../types';
import { type Measure, measureKinds, pointsOf } from './types';

export interface MeasureMemory {
  read(): readonly Measure[];
  write(all: readonly Measure[]): void;
}

/**
 * Keeps measures for as long as the tab is open. They are notes of a look, not part of the result, and say something of
 * a patient: nothing of them is left on a workstation that others use.
 */
export function tabMemory(seriesInstanceUid: string): MeasureMemory {
  const key = `gyre.measures.${seriesInstanceUid}`;
  return {
    read: () => {
      const found = readKept(key, 'sessionStorage');
      return Array.isArray(found) ? found.filter(isMeasure) : [];
    },
    write: (all) => keep(key, all.length > 0 ? all : null, 'sessionStorage'),
  };
}

function isMeasure(found: unknown): found is Measure {
  if (typeof found !== 'object' || found === null) return false;
  const { id, kind, plane, slice, points } = found as Record<string, unknown>;
  const known = measureKinds.find((each) => each === kind);
  return (
    known !== undefined &&
    Number.isInteger(id) &&
    Number.isInteger(slice) &&
    planes.some((each) => each === plane) &&
    Array.isArray(points) &&
    points.length === pointsOf[known] &&
    points.every(isIndex)
  );
}

function isIndex(found: unknown): found is Index {
  return Array.isArray(found) && found.length === 3 && found.every((n) => Number.isFinite(n));
}
