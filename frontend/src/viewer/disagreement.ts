import type { Index } from './types';

/** A connected part of what differs between two masks. */
export interface Region {
  /** A voxel of it, in the middle of its fullest slice. */
  index: Index;
  voxels: number;
}

/** 5 x 5: wide enough that a rim of one voxel, which two hands always leave, stays dim beside a real dispute. */
const REACH = 2;
const WINDOW = (2 * REACH + 1) ** 2;

/**
 * Where two masks, (z, y, x) uint8 on one grid, differ, for the ember ramp: at each voxel that differs, which share of
 * the 25 voxels around it in its slice differs too, never under the ramp's floor; 0 elsewhere.
 */
export function disagreementMap(one: Uint8Array, other: Uint8Array, shape: Index): Uint8Array {
  const [depth, rows, columns] = shape;
  const map = new Uint8Array(one.length);
  const size = rows * columns;
  for (let z = 0; z < depth; z++) {
    const sums = sumsOf(one, other, z * size, rows, columns);
    if (!sums) continue;
    for (let i = 0; i < size; i++) {
      if (one[z * size + i] === other[z * size + i]) continue;
      const y = Math.floor(i / columns);
      const near = countNear(sums, y, i - y * columns, rows, columns);
      map[z * size + i] = Math.round(255 * Math.max(0.35, near / WINDOW));
    }
  }
  return map;
}

/** Running sums of what differs in a slice, one row and one column larger than it; null where nothing does. */
function sumsOf(one: Uint8Array, other: Uint8Array, start: number, rows: number, columns: number) {
  let differs = false;
  for (let i = start; i < start + rows * columns && !differs; i++) differs = one[i] !== other[i];
  if (!differs) return null;
  const width = columns + 1;
  const sums = new Uint32Array((rows + 1) * width);
  for (let y = 0; y < rows; y++) {
    let row = 0;
    for (let x = 0; x < columns; x++) {
      const at = start + y * columns + x;
      if (one[at] !== other[at]) row += 1;
      sums[(y + 1) * width + x + 1] = (sums[y * width + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

function countNear(sums: Uint32Array, y: number, x: number, rows: number, columns: number): number {
  const [top, bottom] = [Math.max(0, y - REACH), Math.min(rows, y + REACH + 1)];
  const [left, right] = [Math.max(0, x - REACH), Math.min(columns, x + REACH + 1)];
  const at = (v: number, u: number) => sums[v * (columns + 1) + u] ?? 0;
  return at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left);
}

/** For each slice z, how many voxels differ. */
export function differencePerSlice(one: Uint8Array, other: Uint8Array, slices: number): number[] {
  const size = one.length / slices;
  return Array.from({ length: slices }, (_, z) => {
    let count = 0;
    for (let i = z * size; i < (z + 1) * size; i++) if (one[i] !== other[i]) count += 1;
    return count;
  });
}

/** 0 to 1 for the scrubber's bars: the root, so that a small dispute beside a large one still shows. */
export const barsOf = (perSlice: readonly number[]): number[] => {
  const most = Math.max(1, ...perSlice);
  return perSlice.map((count) => Math.sqrt(count / most));
};

/** The connected parts (by faces) of what differs, the largest first; `limit` of them at most. */
export function differingRegions(one: Uint8Array, other: Uint8Array, shape: Index, limit = 200): Region[] {
  const seen = new Uint8Array(one.length);
  const differs = (at: number) => one[at] !== other[at];
  const regions: Region[] = [];
  for (let i = 0; i < one.length; i++) {
    if (seen[i] || !differs(i)) continue;
    const part = partAt(differs, shape, i, seen);
    regions.push({ index: middleOf(part, shape), voxels: part.length });
  }
  return regions.sort((a, b) => b.voxels - a.voxels).slice(0, limit);
}

/**
 * The offsets of the dispute at a place: what is more than a rim there, else the rim. Two hands differ along every
 * border, and rims join everything: a decision about a lump is none about all borders. The server lists its places by
 * the same rule (`review/comparing.py`).
 */
export function disputeAt(one: Uint8Array, other: Uint8Array, shape: Index, at: Index): number[] {
  const [, rows, columns] = shape;
  const start = (at[0] * rows + at[1]) * columns + at[2];
  const differs = (offset: number) => one[offset] !== other[offset];
  if (!differs(start)) return [];
  const thick = thickness(differs, shape);
  const same = thick(start);
  return partAt((offset) => differs(offset) && thick(offset) === same, shape, start);
}

/** Whether a voxel lies in a cross of 3 x 3 of its slice that differs as a whole. */
function thickness(differs: (offset: number) => boolean, [, rows, columns]: Index) {
  const around = (offset: number) => {
    const x = offset % columns;
    const y = Math.floor(offset / columns) % rows;
    return [
      [offset - 1, x > 0],
      [offset + 1, x < columns - 1],
      [offset - columns, y > 0],
      [offset + columns, y < rows - 1],
    ] as const;
  };
  const isCore = (offset: number) =>
    differs(offset) && around(offset).every(([next, inside]) => inside && differs(next));
  return (offset: number) =>
    isCore(offset) || around(offset).some(([next, inside]) => inside && isCore(next));
}

/** The offsets of the connected part (by faces) of what `holds` that has `start` in it; marks them as seen. */
function partAt(
  holds: (offset: number) => boolean,
  [depth, rows, columns]: Index,
  start: number,
  seen: Uint8Array = new Uint8Array(depth * rows * columns),
): number[] {
  const size = rows * columns;
  const part = [start];
  seen[start] = 1;
  const visit = (next: number, inside: boolean) => {
    if (!inside || seen[next] || !holds(next)) return;
    seen[next] = 1;
    part.push(next);
  };
  for (let head = 0; head < part.length; head++) {
    const at = part[head] ?? 0;
    const x = at % columns;
    const y = Math.floor(at / columns) % rows;
    visit(at - 1, x > 0);
    visit(at + 1, x < columns - 1);
    visit(at - columns, y > 0);
    visit(at + columns, y < rows - 1);
    visit(at - size, at >= size);
    visit(at + size, at < (depth - 1) * size);
  }
  return part;
}

/** Of the slice that holds most of the part, the voxel nearest to the middle. */
function middleOf(part: readonly number[], [, rows, columns]: Index): Index {
  const size = rows * columns;
  const bySlice = new Map<number, number[]>();
  for (const at of part) {
    const z = Math.floor(at / size);
    const list = bySlice.get(z);
    if (list) list.push(at - z * size);
    else bySlice.set(z, [at - z * size]);
  }
  const [z, inside] = [...bySlice].reduce((most, next) => (next[1].length > most[1].length ? next : most));
  const places = inside.map((at) => [Math.floor(at / columns), at % columns] as const);
  const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  const [my, mx] = [mean(0), mean(1)];
  const far = ([y, x]: readonly [number, number]) => (y - my) ** 2 + (x - mx) ** 2;
  const [y, x] = places.reduce((best, place) => (far(place) < far(best) ? place : best));
  return [z, y, x];
}
