import { type Grid, spacingOf } from '../geometry';
import { type Box, type Cells, cellsFor, countInto, widenBoxes } from './cells';
import { meshOf } from './mesh';
import type { Answer, Request } from './protocol';

/** Answers the requests of `protocol.ts`: the mask goes by in slabs and is never held whole. */
export class MeshMaker {
  #grid: Grid | null = null;
  #labels: readonly number[] = [];
  #budget = 0;
  #boxes = new Map<number, Box>();
  #cells: (Cells | undefined)[] = [];

  answer(request: Request): Answer {
    const grid = request.kind === 'begin' ? request.grid : this.#grid;
    if (!grid) return { kind: 'failed', message: 'Nothing was begun.' };
    switch (request.kind) {
      case 'begin':
        this.#begin(request.grid, request.labels, request.budget);
        return { kind: 'done' };
      case 'measure':
        widenBoxes(this.#boxes, request.slab, request.z, grid.shape);
        return { kind: 'done' };
      case 'plan':
        return { kind: 'range', range: this.#plan(grid) };
      case 'count':
        countInto(this.#cells, request.slab, request.z, grid.shape);
        return { kind: 'done' };
      case 'mesh': {
        const cells = this.#cells[request.label];
        this.#cells[request.label] = undefined;
        return { kind: 'mesh', mesh: cells ? meshOf(cells, grid) : null };
      }
    }
  }

  #begin(grid: Grid, labels: readonly number[], budget: number): void {
    this.#grid = grid;
    this.#labels = labels;
    this.#budget = budget;
    this.#boxes = new Map();
    this.#cells = [];
  }

  #plan(grid: Grid): readonly [number, number] | null {
    let range: [number, number] | null = null;
    for (const label of this.#labels) {
      const box = this.#boxes.get(label);
      if (!box) continue;
      this.#cells[label] = cellsFor(box, spacingOf(grid), this.#budget);
      range = range
        ? [Math.min(range[0], box.first[0]), Math.max(range[1], box.last[0])]
        : [box.first[0], box.last[0]];
    }
    return range;
  }
}
