import { expect, type Page } from '@playwright/test';
import type { Editor } from '../journey/editor';

export type Voxel = readonly [z: number, y: number, x: number];

/** The grid of the lab's cases: axial, 24 slices of 3 mm, 96 x 96 pixels of 0.9 mm. */
export const grid = { shape: [24, 96, 96], mm: [3, 0.9, 0.9] } as const;
const [depth, rows, columns] = grid.shape;
/** How much room a pane leaves around the image. */
const MARGIN = 1.04;

export const offsetOf = ([z, y, x]: Voxel): number => (z * rows + y) * columns + x;

/** Every voxel that a rule names. */
export function voxels(rule: (z: number, y: number, x: number) => boolean): Set<number> {
  const found = new Set<number>();
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) if (rule(z, y, x)) found.add(offsetOf([z, y, x]));
    }
  }
  return found;
}

/** What a mask becomes when some of its voxels do. */
export function withLabel(mask: Buffer, which: Iterable<number>, label: number): Buffer {
  const made = Buffer.from(mask);
  for (const offset of which) made[offset] = label;
  return made;
}

export function countOf(mask: Buffer, label: number): number {
  let count = 0;
  for (const value of mask) if (value === label) count += 1;
  return count;
}

/** The offsets at which two masks differ. */
export function differing(a: Buffer, b: Buffer): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) found.add(i);
  return found;
}

/** The mouse on the voxels of the big pane, which shows an axial slice as a whole. */
export class Hand {
  readonly #page: Page;
  #at: (y: number, x: number) => readonly [number, number] = () => [0, 0];

  constructor(page: Page) {
    this.#page = page;
  }

  /** Measures where the pane lies; again after its size has changed. */
  async measure(): Promise<this> {
    const box = await this.#page.getByRole('main').locator('canvas').first().boundingBox();
    if (!box) throw new Error('The big pane is not there.');
    const tall = rows * grid.mm[1];
    const wide = columns * grid.mm[2];
    const halfMm = (Math.max(tall, (wide * box.height) / box.width) / 2) * MARGIN;
    const pixels = box.height / (2 * halfMm);
    this.#at = (y, x) => [
      box.x + box.width / 2 + (x - (columns - 1) / 2) * grid.mm[2] * pixels,
      box.y + box.height / 2 + (y - (rows - 1) / 2) * grid.mm[1] * pixels,
    ];
    return this;
  }

  async moveTo(y: number, x: number): Promise<void> {
    await this.#page.mouse.move(...this.#at(y, x));
  }

  async click(y: number, x: number): Promise<void> {
    await this.#page.mouse.click(...this.#at(y, x));
  }

  /** A drag through places, not let go. */
  async press(
    button: 'left' | 'right',
    ...places: readonly (readonly [y: number, x: number])[]
  ): Promise<void> {
    const [first, ...others] = places;
    if (!first) return;
    await this.moveTo(...first);
    await this.#page.mouse.down({ button });
    for (const place of others) await this.#page.mouse.move(...this.#at(...place), { steps: 4 });
  }

  async drag(...places: readonly (readonly [y: number, x: number])[]): Promise<void> {
    await this.press('left', ...places);
    await this.#page.mouse.up();
  }
}

/** Walks to a slice (z, from 0) with the keys. */
export async function goTo(page: Page, editor: Editor, z: number): Promise<void> {
  await page.getByRole('slider', { name: 'Slice' }).focus();
  for (let step = 0; step < depth; step++) {
    const now = (await editor.slice()) - 1;
    if (now === z) return;
    await page.keyboard.press(now < z ? 'ArrowUp' : 'ArrowDown');
  }
  expect(await editor.slice()).toBe(z + 1);
}
