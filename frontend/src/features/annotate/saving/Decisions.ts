import { Problem } from '@/api/problem';
import type { VolumeViewer } from '@/viewer';
import * as api from '../api';
import type { Autosaver } from './Autosaver';
import { type Comparison, chosen, conflictOf, nextDifference, type Side } from './conflict';
import type { Restored } from './restore';

export type Older = Extract<Restored, { kind: 'older' }>;

export interface DecisionParts {
  opened: api.Opened;
  viewer: VolumeViewer;
  saver: Autosaver;
  /** Edits of an earlier sitting that wait for a decision. */
  older: () => Older | null;
  onComparison: (comparison: Comparison | null) => void;
  /** This window has the case again, with another lease. */
  onTaken: () => void;
  /** Everything is decided: the mask on the screen is the one that goes on. */
  onDecided: () => Promise<void>;
}

/** What a person decides when two versions of a case exist, or two windows have it. Nothing is overwritten before. */
export class Decisions {
  readonly #parts: DecisionParts;
  #comparison: Comparison | null = null;

  constructor(parts: DecisionParts) {
    this.#parts = parts;
  }

  /** Puts my unsaved slices and those of the server side by side; where there is no difference, goes on at once. */
  async compare(): Promise<void> {
    const { viewer, saver, older } = this.#parts;
    const theirs = await this.#fetchTheirs();
    const mine = older()?.planes ?? new Map(saver.unsaved.map((z) => [z, viewer.getSlice(z)]));
    const conflict = conflictOf(mine, theirs);
    const widest = [...conflict.slices].sort((a, b) => b.voxels - a.voxels)[0];
    this.#set({ ...conflict, z: widest?.z ?? 0, choice: new Map() });
    if (conflict.slices.length === 0) await this.conclude();
  }

  /** Back to the image; nothing is decided. */
  leave(): void {
    this.#set(null);
  }

  goTo(z: number): void {
    if (this.#comparison) this.#set({ ...this.#comparison, z });
  }

  /** To the next slice that differs. */
  step(step: 1 | -1): void {
    if (this.#comparison) this.goTo(nextDifference(this.#comparison, this.#comparison.z, step));
  }

  /** Chooses for the slice shown, then goes on to the next one without a choice. */
  pick(side: Side): void {
    const comparison = this.#comparison;
    if (!comparison?.slices.some(({ z }) => z === comparison.z)) return;
    const choice = new Map(comparison.choice).set(comparison.z, side);
    const open = comparison.slices.filter(({ z }) => !choice.has(z));
    const next = open.find(({ z }) => z > comparison.z) ?? open[0];
    this.#set({ ...comparison, choice, z: next?.z ?? comparison.z });
  }

  pickAll(side: Side): void {
    const comparison = this.#comparison;
    if (comparison)
      this.#set({ ...comparison, choice: new Map(comparison.slices.map(({ z }) => [z, side])) });
  }

  /** All of it at once, mine or theirs. */
  async chooseAll(side: Side): Promise<void> {
    await this.compare();
    this.pickAll(side);
    await this.conclude();
  }

  /** Goes on with what was chosen for each slice. Throws when the case was saved again meanwhile: look again. */
  async conclude(): Promise<void> {
    const { opened, viewer, saver, onTaken, onDecided } = this.#parts;
    const comparison = this.#comparison;
    if (!comparison) return;
    const now = await api.openAnnotation(opened.id);
    if (now.version !== comparison.version) {
      await this.compare();
      throw new Problem(412, { code: 'stale', detail: 'It was saved once more meanwhile: look again.' });
    }
    const { mask, unsaved } = chosen(comparison, comparison.choice);
    viewer.setMask(mask);
    saver.hold(now.lease_token);
    onTaken();
    const saved = saver.rebase(now.version, now.lease_token, unsaved, [...comparison.mine.keys()]);
    this.leave();
    await onDecided();
    await saved;
  }

  /** Takes the case back from another window. What that window saved meanwhile is not overwritten. */
  async takeOver(): Promise<'same' | 'theirs' | 'conflict'> {
    const { opened, viewer, saver, onTaken, onDecided } = this.#parts;
    const now = await api.openAnnotation(opened.id);
    saver.hold(now.lease_token);
    onTaken();
    if (now.version === saver.version) {
      await saver.rebase(now.version, now.lease_token);
      return 'same';
    }
    if (saver.unsaved.length === 0) {
      const theirs = await this.#fetchTheirs();
      viewer.setMask(theirs.data);
      await saver.rebase(theirs.version, now.lease_token);
      await onDecided();
      return 'theirs';
    }
    saver.stop(new Problem(412, { code: 'stale', detail: 'The other window has saved since.' }));
    return 'conflict';
  }

  #fetchTheirs() {
    const { opened, viewer } = this.#parts;
    const [z, y, x] = viewer.shape;
    return api.fetchVolume(api.maskPath(opened.id), z * y * x);
  }

  #set(comparison: Comparison | null): void {
    this.#comparison = comparison;
    this.#parts.onComparison(comparison);
  }
}
