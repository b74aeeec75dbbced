import { type MemoryPlan, type Preloaded, planMemory, sourceOf, type VolumeSource } from '@/viewer';
import * as api from '../api';
import { openingPlace } from '../openingPlace';
import { forget, type Volume, warm } from './volumes';

/** What is asked of the server to know the next case; its lease is not touched. */
export interface NextCaseParts {
  /** The assignment and case that Work would offer after the one in hand; null: none. */
  next(slug: string, current: number): Promise<{ assignment: number; caseId: number } | null>;
  detail(caseId: number): Promise<api.CaseDetail>;
  /** A mask or map of so many voxels. */
  volume(path: string, voxels: number): Promise<Volume>;
  /** The pixels, from this slice outwards. */
  series(source: VolumeSource, focus: number): Preloaded;
  /** Bytes that both cases together may need. */
  budget(): number;
  /** Whether the person asked the browser to spare the line. */
  savesData(): boolean;
}

export interface CaseInHand {
  slug: string;
  assignment: number;
  /** What it needs. */
  memory: MemoryPlan;
}

interface Shelved {
  assignment: number;
  series: Preloaded;
  paths: readonly string[];
}

/** How often it is asked whether the case that was loaded ahead is still the next one. */
const LOOK_AGAIN_MS = 60_000;
/** After the last editor has closed: a next one takes over within this time, or the memory is freed. */
const KEPT_MS = 10_000;

/**
 * Loads the case after this one while this one is edited: what it is, its pixels, pre-label and doubt. Nothing of it is
 * opened, so no lease is taken and nobody sees it as begun. One case for the page, whichever editor asked for it.
 */
export class NextCase {
  readonly #parts: NextCaseParts;
  #shelved: Shelved | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(parts: NextCaseParts) {
    this.#parts = parts;
  }

  /** The assignment that is loaded ahead; null: none. */
  get assignment(): number | null {
    return this.#shelved?.assignment ?? null;
  }

  /**
   * Begins, or looks again whether the next case is still the same; what was loaded ahead and is open now is let go, since
   * its viewer holds it. To be called when the case in hand is all there.
   */
  async prepare(hand: CaseInHand): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    if (!hand.memory.ahead || this.#parts.savesData()) {
      this.#drop();
      return;
    }
    try {
      const next = await this.#parts.next(hand.slug, hand.assignment);
      if (turn !== this.#turn) return;
      if (next?.assignment !== this.#shelved?.assignment) {
        this.#drop();
        const detail = next && (await this.#parts.detail(next.caseId));
        if (turn !== this.#turn) return;
        if (next && detail) this.#shelve(next.assignment, detail, hand.memory);
      }
    } catch {
      // Loading ahead is a kindness: what fails here will be said when the case is opened.
    }
    this.#timer = setTimeout(() => void this.prepare(hand), LOOK_AGAIN_MS);
  }

  /** The editor has closed. */
  left(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drop(), KEPT_MS);
  }

  #shelve(assignment: number, detail: api.CaseDetail, current: MemoryPlan): void {
    if (!detail.geometry) return;
    const source = sourceOf(detail);
    const budget = this.#parts.budget();
    if (planMemory(source.shape, budget).bytes + current.bytes > budget) return;
    const focus = openingPlace(detail, null)?.[0] ?? Math.floor(source.shape[0] / 2);
    const voxels = source.shape[0] * source.shape[1] * source.shape[2];
    const { draft } = detail;
    const paths = draft
      ? [api.draftMaskPath(draft.id), ...(draft.has_uncertainty ? [api.uncertaintyPath(draft.id)] : [])]
      : [];
    for (const path of paths) warm(path, () => this.#parts.volume(path, voxels));
    this.#shelved = { assignment, series: this.#parts.series(source, focus), paths };
  }

  #drop(): void {
    const shelved = this.#shelved;
    this.#shelved = null;
    if (!shelved) return;
    shelved.series.letGo();
    for (const path of shelved.paths) forget(path);
  }
}
