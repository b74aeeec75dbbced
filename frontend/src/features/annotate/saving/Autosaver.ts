import { Problem } from '@/api/problem';
import type { Edit, Saved } from '../api';
import { DraftKeeper } from './DraftKeeper';
import type { DraftHead, DraftStore } from './draftStore';
import { type SaveState, stateOf } from './states';

export interface AutosaverParts {
  /** Which working copy: what its draft in the browser is found by. */
  of: Pick<DraftHead, 'annotation' | 'assignment' | 'name'>;
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
 * states that need a person: signed-out, stale, lost, closed, refused. A slice leaves the browser's copy only when the
 * server has said that it has it.
 */
export class Autosaver {
  readonly #parts: AutosaverParts;
  readonly #keeper: DraftKeeper;
  #version: number;
  #leaseToken: string;
  #dirty = new Set<number>();
  #inFlight = new Set<number>();
  /** A save of this version was sent and its answer never came. */
  #unanswered = false;
  #edits = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstEdit = 0;
  #sending: Promise<void> | null = null;
  #failures = 0;
  #blocked = false;
  #closed = false;
  #state: SaveState = { kind: 'saved', at: null };

  constructor(parts: AutosaverParts) {
    this.#parts = parts;
    this.#version = parts.version;
    this.#leaseToken = parts.leaseToken;
    this.#keeper = new DraftKeeper({
      drafts: parts.drafts,
      slice: parts.slice,
      head: () => ({
        ...parts.of,
        version: this.#version,
        sending: [...this.#inFlight],
        activeSeconds: parts.activeSeconds(),
      }),
      isUnsaved: (z) => this.#dirty.has(z) || this.#inFlight.has(z),
    });
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

  /** Whether closing the page now would lose something: it is neither at the server nor in the browser. */
  get wouldLose(): boolean {
    return this.unsaved.length > 0 && this.#keeper.kept !== 'yes';
  }

  /** Says that slices have changed. They are kept in the browser now and sent after a pause. */
  edited(zs: readonly number[]): void {
    for (const z of zs) this.#dirty.add(z);
    this.#edits += 1;
    void this.#keeper.keep(zs).then(() => this.#retell());
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

  /** Stops saving for a reason that came from elsewhere, until `rebase` or `resume`. */
  stop(problem: Problem): void {
    this.#blocked = true;
    clearTimeout(this.#timer);
    this.#stopped(problem);
  }

  /** This window has the case now, whatever else is still to be decided. */
  hold(leaseToken: string): void {
    this.#leaseToken = leaseToken;
  }

  /** Goes on with what is unsaved, after a sign-in or once what the server refused has been put right. */
  async resume(): Promise<boolean> {
    this.#blocked = false;
    this.#failures = 0;
    if (this.#dirty.size === 0) this.#tell({ kind: 'saved', at: Date.now() });
    return this.flush();
  }

  /**
   * Goes on after a decision, on top of another version: `mine` are the slices that are still to be sent, as they are
   * now. The others of `among` are given up, in the browser's copy too.
   */
  async rebase(
    version: number,
    leaseToken: string,
    mine: readonly number[] = this.unsaved,
    among: readonly number[] = this.unsaved,
  ): Promise<boolean> {
    this.#version = version;
    this.#leaseToken = leaseToken;
    this.#unanswered = false;
    this.#dirty = new Set(mine);
    this.#inFlight.clear();
    this.#edits = mine.length === 0 ? 0 : Math.max(this.#edits, 1);
    await this.#keeper.keep(mine);
    await this.#keeper.settle(among);
    return this.resume();
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
    void this.#keeper.keep([]);
    const planes = new Map([...this.#inFlight].sort((a, b) => a - b).map((z) => [z, this.#parts.slice(z)]));
    try {
      const saved = await this.#parts.send(this.edit, planes);
      this.#version = saved.version;
      this.#unanswered = false;
      const done = [...this.#inFlight];
      this.#inFlight = new Set();
      this.#failures = 0;
      this.#edits -= edits;
      await this.#keeper.settle(done);
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
    if (error instanceof Problem && this.#isOwnSave(error)) {
      this.#version += 1;
      this.#unanswered = false;
      return this.#send();
    }
    await this.#keeper.keep(this.#dirty);
    if (this.#closed) return;
    if (this.#parts.isPassing(error) || !(error instanceof Problem)) {
      this.#unanswered = true;
      const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
      this.#failures += 1;
      this.#tell({ kind: 'offline', edits: this.#edits, kept: this.#keeper.kept });
      this.#timer = setTimeout(() => void this.flush(), wait);
      return;
    }
    this.#blocked = true;
    this.#stopped(error);
  }

  /**
   * Whether a "stale" is only the echo of a save whose answer was lost on the way. The server looks at the lease before
   * the version: nobody else can have saved the next one while this window held it.
   */
  #isOwnSave(problem: Problem): boolean {
    return problem.status === 412 && this.#unanswered && problem.body.expected === this.#version + 1;
  }

  #stopped(problem: Problem): void {
    const told = { edits: this.#edits, kept: this.#keeper.kept };
    const kind = stateOf(problem);
    this.#tell(kind === 'signed-out' ? { kind, ...told } : { kind, ...told, problem });
  }

  #retell(): void {
    const state = this.#state;
    if ('edits' in state) this.#tell({ ...state, edits: this.#edits, kept: this.#keeper.kept });
  }

  #tell(state: SaveState): void {
    this.#state = state;
    if (!this.#closed) this.#parts.onState(state);
  }
}
