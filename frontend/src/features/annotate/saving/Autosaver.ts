import { Problem } from '@/api/problem';
import type { Edit, Saved } from '../api';
import type { DraftStore } from './draftStore';

export type SaveState =
  | { kind: 'saved'; at: number | null }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  /** The server cannot be reached; edits are kept in this browser. */
  | { kind: 'offline'; edits: number; kept: boolean }
  /** Someone saved another version; nothing was overwritten. */
  | { kind: 'stale'; edits: number; problem: Problem }
  /** The case was opened in another window, which now has the pen. */
  | { kind: 'lost'; edits: number; problem: Problem }
  /** The server refused what was sent: trying again would not help. */
  | { kind: 'refused'; edits: number; problem: Problem };

export interface AutosaverParts {
  annotation: number;
  version: number;
  leaseToken: string;
  drafts: DraftStore;
  /** A copy of one slice as it is now, (y, x) uint8. */
  slice: (z: number) => Uint8Array;
  activeSeconds: () => number;
  send: (edit: Edit, planes: ReadonlyMap<number, Uint8Array>) => Promise<Saved>;
  isPassing: (error: unknown) => boolean;
  onState: (state: SaveState) => void;
  /** Milliseconds without an edit before a save; and at most, however busy the hand is. */
  pause?: number;
  longest?: number;
}

const RETRY_MS = [2000, 4000, 8000, 15_000, 30_000];

/**
 * Saves changed slices by itself.
 *
 * saved -> waiting (an edit; kept in the browser at once) -> saving -> saved, or offline (tries again), or one of the
 * states that need a decision: stale, lost, refused. A slice leaves the browser's copy only when the server has said
 * that it has it.
 */
export class Autosaver {
  readonly #parts: AutosaverParts;
  #version: number;
  #leaseToken: string;
  #dirty = new Set<number>();
  #inFlight = new Set<number>();
  #edits = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstEdit = 0;
  #sending: Promise<void> | null = null;
  #keeping: Promise<boolean> = Promise.resolve(true);
  #failures = 0;
  #blocked = false;
  #closed = false;
  #state: SaveState = { kind: 'saved', at: null };

  constructor(parts: AutosaverParts) {
    this.#parts = parts;
    this.#version = parts.version;
    this.#leaseToken = parts.leaseToken;
  }

  get state(): SaveState {
    return this.#state;
  }

  get version(): number {
    return this.#version;
  }

  get edit(): Edit {
    return {
      version: this.#version,
      leaseToken: this.#leaseToken,
      activeSeconds: this.#parts.activeSeconds(),
    };
  }

  /** Slices that the server has not acknowledged. */
  get unsaved(): number[] {
    return [...new Set([...this.#dirty, ...this.#inFlight])].sort((a, b) => a - b);
  }

  /** Says that slices have changed. They are kept in the browser now and sent after a pause. */
  edited(zs: readonly number[]): void {
    for (const z of zs) this.#dirty.add(z);
    this.#edits += 1;
    void this.#keep();
    if (this.#blocked || this.#state.kind === 'offline') {
      this.#retell();
      return;
    }
    this.#tell({ kind: 'waiting' });
    this.#plan();
  }

  /** Sends what is unsaved now. True when the server has everything. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#sending) await this.#sending;
    if (!this.#blocked && !this.#closed && this.#dirty.size > 0) {
      this.#sending = this.#send().finally(() => {
        this.#sending = null;
      });
      await this.#sending;
    }
    return this.unsaved.length === 0;
  }

  /** Stops saving for a reason that came from elsewhere, until `rebase` or `discard`. */
  stop(problem: Problem): void {
    this.#blocked = true;
    clearTimeout(this.#timer);
    this.#tell({ kind: kindOf(problem), edits: this.#edits, problem });
  }

  /** Goes on after a conflict, on top of another version: the unsaved slices are sent again. */
  async rebase(version: number, leaseToken: string): Promise<boolean> {
    this.#version = version;
    this.#leaseToken = leaseToken;
    this.#blocked = false;
    this.#failures = 0;
    await this.#keep();
    return this.flush();
  }

  /** Gives up the unsaved slices, in the browser's copy too: after a person has decided for the other version. */
  async discard(version: number, leaseToken: string): Promise<void> {
    this.#dirty.clear();
    this.#edits = 0;
    this.#version = version;
    this.#leaseToken = leaseToken;
    this.#blocked = false;
    await this.#parts.drafts.forget(this.#parts.annotation);
    this.#tell({ kind: 'saved', at: Date.now() });
  }

  /** Stops the timers. What is unsaved stays in the browser. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #plan(): void {
    const { pause = 1500, longest = 10_000 } = this.#parts;
    const now = Date.now();
    if (!this.#firstEdit) this.#firstEdit = now;
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(pause, this.#firstEdit + longest - now));
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  async #send(): Promise<void> {
    const edits = this.#edits;
    this.#inFlight = this.#dirty;
    this.#dirty = new Set();
    this.#firstEdit = 0;
    this.#tell({ kind: 'saving' });
    const planes = new Map([...this.#inFlight].sort((a, b) => a - b).map((z) => [z, this.#parts.slice(z)]));
    try {
      const saved = await this.#parts.send(this.edit, planes);
      this.#version = saved.version;
      this.#inFlight = new Set();
      this.#failures = 0;
      this.#edits -= edits;
      await this.#keep();
      if (this.#dirty.size === 0) this.#tell({ kind: 'saved', at: Date.now() });
      else {
        this.#tell({ kind: 'waiting' });
        this.#plan();
      }
    } catch (error) {
      this.#dirty = new Set([...this.#dirty, ...this.#inFlight]);
      this.#inFlight = new Set();
      await this.#failed(error);
    }
  }

  async #failed(error: unknown): Promise<void> {
    const kept = await this.#keep();
    if (this.#closed) return;
    if (this.#parts.isPassing(error) || !(error instanceof Problem)) {
      const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
      this.#failures += 1;
      this.#tell({ kind: 'offline', edits: this.#edits, kept });
      this.#timer = setTimeout(() => void this.flush(), wait);
      return;
    }
    this.#blocked = true;
    this.#tell({ kind: kindOf(error), edits: this.#edits, problem: error });
  }

  /** Writes the browser's copy: what is unsaved, or nothing any more. False where the browser refuses. */
  #keep(): Promise<boolean> {
    this.#keeping = this.#keeping.then(async () => {
      const { annotation, drafts, slice, activeSeconds } = this.#parts;
      const zs = this.unsaved;
      try {
        if (zs.length === 0) await drafts.forget(annotation);
        else {
          const planes = new Map(zs.map((z) => [z, slice(z)]));
          const sliceSize = planes.values().next().value?.length ?? 0;
          const more = { activeSeconds: activeSeconds(), keptAt: Date.now() };
          await drafts.keep({ annotation, version: this.#version, planes, sliceSize, ...more });
        }
        return true;
      } catch {
        return false;
      }
    });
    return this.#keeping;
  }

  #retell(): void {
    const state = this.#state;
    if ('edits' in state) this.#tell({ ...state, edits: this.#edits });
  }

  #tell(state: SaveState): void {
    this.#state = state;
    if (!this.#closed) this.#parts.onState(state);
  }
}

function kindOf(problem: Problem): 'stale' | 'lost' | 'refused' {
  if (problem.status === 412) return 'stale';
  return problem.code === 'lease_lost' ? 'lost' : 'refused';
}
