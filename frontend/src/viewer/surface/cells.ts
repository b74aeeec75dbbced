import type { Index, Vector } from '../types';

/** Where a label lies: first and last voxel along (z, y, x), both inside. */
export interface Box {
  first: [number, number, number];
  last: [number, number, number];
}

/**
 * A label counted into cells of some voxels each, with one empty cell around, so that its surface is closed even where
 * the label touches the border of the scan.
 */
export interface Cells {
  box: Box;
  /** Voxels in a cell along (z, y, x). */
  factor: Index;
  /** Cells along (z, y, x), the empty margin included. */
  size: Index;
  /** Voxels of the label in each cell, (z, y, x). */
  counts: Uint16Array;
}

/** A cell has at most this many voxels: its count must fit in sixteen bits. */
const LARGEST_CELL = 65_535;

/** Widens the boxes of the labels by what some slices hold. `slab` is (z, y, x) and begins at slice `z`. */
export function widenBoxes(boxes: Map<number, Box>, slab: Uint8Array, z: number, shape: Index): void {
  const [, rows, columns] = shape;
  for (let at = 0, row = 0; at < slab.length; row++) {
    const y = row % rows;
    const k = z + (row - y) / rows;
    let previous = 0;
    for (let x = 0; x < columns; x++, at++) {
      const value = slab[at] ?? 0;
      // Inside a run of one label only its two ends can widen a box.
      if (value === previous && x < columns - 1) continue;
      if (previous !== 0) widen(boxes, previous, k, y, x - 1);
      if (value !== 0) widen(boxes, value, k, y, x);
      previous = value;
    }
  }
}

function widen(boxes: Map<number, Box>, value: number, z: number, y: number, x: number): void {
  const box = boxes.get(value);
  if (!box) {
    boxes.set(value, { first: [z, y, x], last: [z, y, x] });
    return;
  }
  const { first, last } = box;
  if (z < first[0]) first[0] = z;
  if (y < first[1]) first[1] = y;
  if (x < first[2]) first[2] = x;
  if (z > last[0]) last[0] = z;
  if (y > last[1]) last[1] = y;
  if (x > last[2]) last[2] = x;
}

/** The smallest cells, as near to cubes in mm as whole voxels allow, of which at most `budget` fill the box. */
export function cellsFor(box: Box, spacing: Vector, budget: number): Cells {
  const extent = ([0, 1, 2] as const).map((axis) => box.last[axis] - box.first[axis] + 1);
  for (let edge = Math.min(...spacing); ; edge *= 1.1) {
    const factor = spacing.map((mm) => Math.max(1, Math.round(edge / mm))) as [number, number, number];
    const size = factor.map((n, axis) => Math.ceil((extent[axis] ?? 1) / n) + 2) as [number, number, number];
    const total = size[0] * size[1] * size[2];
    const voxels = factor[0] * factor[1] * factor[2];
    if (total <= budget || voxels * 2 > LARGEST_CELL) {
      return { box, factor, size, counts: new Uint16Array(total) };
    }
  }
}

/** Counts the voxels of some slices into the cells of their labels; labels without cells are passed over. */
export function countInto(
  cells: readonly (Cells | undefined)[],
  slab: Uint8Array,
  z: number,
  shape: Index,
): void {
  const [, rows, columns] = shape;
  for (let at = 0, row = 0; at < slab.length; row++) {
    const y = row % rows;
    const k = z + (row - y) / rows;
    for (let x = 0; x < columns; x++, at++) {
      const value = slab[at];
      if (!value) continue;
      const of = cells[value];
      if (of) countOne(of, k, y, x);
    }
  }
}

function countOne({ box, factor, size, counts }: Cells, z: number, y: number, x: number): void {
  const { first, last } = box;
  // The mask may have grown since the box was taken: what lies outside is left for the next round.
  if (z < first[0] || y < first[1] || x < first[2] || z > last[0] || y > last[1] || x > last[2]) return;
  const k = Math.floor((z - first[0]) / factor[0]) + 1;
  const j = Math.floor((y - first[1]) / factor[1]) + 1;
  const i = Math.floor((x - first[2]) / factor[2]) + 1;
  const at = (k * size[1] + j) * size[2] + i;
  counts[at] = (counts[at] ?? 0) + 1;
}

/** The place in the grid, not rounded, of a place among the cells: whole numbers are the middles of cells. */
export function placeOf({ box, factor }: Cells, cell: Vector): Index {
  const along = (axis: 0 | 1 | 2) =>
    box.first[axis] + (cell[axis] - 1) * factor[axis] + (factor[axis] - 1) / 2;
  return [along(0), along(1), along(2)];
}
