import type { Grid } from '../geometry';
import type { Mesh } from './mesh';

/**
 * What the viewer asks its mesher, in this order: `begin`; each slab to `measure`; `plan`; each slab of the answered
 * range to `count`; then `mesh` for each label. Every request gets one answer.
 */
export type Request =
  | { kind: 'begin'; grid: Grid; labels: readonly number[]; budget: number }
  | { kind: 'measure'; z: number; slab: Uint8Array }
  | { kind: 'plan' }
  | { kind: 'count'; z: number; slab: Uint8Array }
  | { kind: 'mesh'; label: number };

export type Answer =
  | { kind: 'done' }
  /** The slices that hold any of the labels, first and last; null when none does. */
  | { kind: 'range'; range: readonly [number, number] | null }
  /** Null for a label without voxels. */
  | { kind: 'mesh'; mesh: Mesh | null }
  | { kind: 'failed'; message: string };
