import { expect, type Page } from '@playwright/test';
import type { Editor } from '../journey/editor';
import { countOf, differing, offsetOf, voxels, withLabel } from './voxels';

/** Holds what the server should have by now. */
export class Bench {
  mask: Buffer;
  readonly #editor: Editor;
  readonly #annotation: number;
  readonly #page: Page;

  constructor(page: Page, editor: Editor, annotation: number, mask: Buffer) {
    this.#page = page;
    this.#editor = editor;
    this.#annotation = annotation;
    this.mask = mask;
  }

  where(rule: (label: number, z: number, y: number, x: number) => boolean): Set<number> {
    return voxels((z, y, x) => rule(this.mask[offsetOf([z, y, x])] ?? 0, z, y, x));
  }

  /** The server has exactly these voxels changed, to one label, and the list of labels says the same volume. */
  async expectChange(which: Set<number>, label: number): Promise<void> {
    expect(which.size).toBeGreaterThan(0);
    const wanted = withLabel(this.mask, which, label);
    const stored = await this.stored();
    expect([...differing(stored, wanted)].slice(0, 8)).toEqual([]);
    const ml = (countOf(wanted, label) * 3 * 0.9 * 0.9) / 1000;
    if (label) expect(await this.#editor.millilitres(label)).toBeCloseTo(ml, ml < 9.995 ? 2 : 1);
    this.mask = stored;
  }

  /** What the server has after the change on the screen has reached it. */
  async stored(): Promise<Buffer> {
    await expect(this.#page.locator('[data-save]')).toHaveAttribute('data-save', 'saved');
    return this.#editor.stored(this.#annotation);
  }

  async keep(): Promise<Set<number>> {
    const stored = await this.stored();
    const changed = differing(stored, this.mask);
    this.mask = stored;
    return changed;
  }
}
