import { withPlanes } from './restore';

export type Side = 'mine' | 'theirs';

/** A slice in which my unsaved edits and what the server has are not the same. */
export interface DifferingSlice {
  z: number;
  voxels: number;
}

/** Two versions of a case, side by side, until a person has chosen. */
export interface Conflict {
  /** The server's version and its mask, (z, y, x). */
  version: number;
  theirs: Uint8Array;
  /** My unsaved slices. */
  mine: ReadonlyMap<number, Uint8Array>;
  slices: readonly DifferingSlice[];
}

/** A conflict on the screen: the slice shown, and what was chosen so far. */
export interface Comparison extends Conflict {
  z: number;
  choice: ReadonlyMap<number, Side>;
}

export const isDecided = ({ slices, choice }: Comparison): boolean => slices.every(({ z }) => choice.has(z));

export function conflictOf(
  mine: ReadonlyMap<number, Uint8Array>,
  theirs: { data: Uint8Array; version: number },
): Conflict {
  const slices = [...mine]
    .map(([z, plane]) => ({ z, voxels: differing(plane, planeOf(theirs.data, z, plane.length)) }))
    .filter(({ voxels }) => voxels > 0)
    .sort((a, b) => a.z - b.z);
  return { version: theirs.version, theirs: theirs.data, mine, slices };
}

/** The slice after `z` that differs, or before it; from the other end when there is none. */
export function nextDifference({ slices }: Conflict, z: number, step: 1 | -1): number {
  const ordered = step === 1 ? slices : [...slices].reverse();
  return (ordered.find((slice) => (slice.z - z) * step > 0) ?? ordered[0])?.z ?? z;
}

/** The mask that was chosen, and which of its slices the server does not have. Slices without a choice stay theirs. */
export function chosen(
  { mine, theirs }: Conflict,
  choice: ReadonlyMap<number, Side>,
): { mask: Uint8Array; unsaved: number[] } {
  const picked = new Map([...mine].filter(([z]) => choice.get(z) === 'mine'));
  return { mask: withPlanes(theirs, picked), unsaved: [...picked.keys()] };
}

export const planeOf = (mask: Uint8Array, z: number, size: number): Uint8Array =>
  mask.subarray(z * size, (z + 1) * size);

function differing(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count += 1;
  return count;
}
