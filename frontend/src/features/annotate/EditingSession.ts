import { Problem, Unreachable } from '@/api/problem';
import { Observable } from '@/lib/observable';
import type { Index, VolumeViewer } from '@/viewer';
import { doubtfulPlaces, doubtProfile } from '@/viewer';
import { ActiveTime } from './activeTime';
import * as api from './api';
import { Autosaver } from './saving/Autosaver';
import { Checker } from './saving/Checker';
import type { Comparison } from './saving/conflict';
import { Decisions, type Older } from './saving/Decisions';
import { BrowserDrafts, type DraftStore } from './saving/draftStore';
import { Pen } from './saving/Pen';
import { restore, withPlanes } from './saving/restore';
import { Sitting } from './saving/Sitting';
import { mayDraw, type SaveState, stateOf } from './saving/states';

export interface SessionState {
  phase: 'loading' | 'ready' | 'failed';
  /** Why the case could not be loaded. */
  error: unknown;
  save: SaveState;
  /** Edits of an earlier sitting that build on an older version: a person decides. */
  older: Older | null;
  /** Two versions that are looked at side by side. */
  comparison: Comparison | null;
  submitting: boolean;
  /** What looks odd about the version last checked. */
  findings: readonly api.Finding[];
  /** The findings that held the submission back: handing in again goes through. */
  asked: readonly api.Finding[];
  places: readonly { index: Index }[];
  doubt: readonly number[] | null;
}

/** One sitting at one case: loads the mask, saves what changes, keeps the lease, counts active time, hands in. */
export class EditingSession {
  readonly state = new Observable<SessionState>({
    phase: 'loading',
    error: null,
    save: { kind: 'saved', at: null },
    older: null,
    comparison: null,
    submitting: false,
    findings: [],
    asked: [],
    places: [],
    doubt: null,
  });
  readonly active: ActiveTime;
  /** What to do about two versions or two windows. */
  readonly decisions: Decisions;
  readonly #opened: api.Opened;
  readonly #viewer: VolumeViewer;
  readonly #drafts: DraftStore;
  readonly #saver: Autosaver;
  readonly #sitting: Sitting;
  readonly #checker: Checker;
  readonly #pen: Pen;
  #closed = false;

  constructor(opened: api.Opened, viewer: VolumeViewer, drafts: DraftStore = new BrowserDrafts()) {
    this.#opened = opened;
    this.#viewer = viewer;
    this.#drafts = drafts;
    this.active = new ActiveTime(opened.active_seconds);
    this.#pen = new Pen(viewer);
    this.#saver = this.#makeSaver();
    this.#checker = new Checker({
      ask: () => api.getChecks(opened.id),
      onFindings: (findings) => this.#patch({ findings }),
    });
    this.#sitting = new Sitting({
      opened,
      active: this.active,
      saver: this.#saver,
      flush: () => this.flush(),
    });
    this.decisions = new Decisions({
      opened,
      viewer,
      saver: this.#saver,
      older: () => this.state.get().older,
      onComparison: (comparison) => this.#patch({ comparison }),
      onTaken: () => this.#sitting.claim(),
      onDecided: () => {
        this.#patch({ older: null });
        return this.#showDraft();
      },
    });
  }

  /** Loads everything and begins to save. Errors end in the state, not in an exception. */
  async start(): Promise<void> {
    try {
      await this.#load();
    } catch (error) {
      if (!this.#closed) this.#patch({ phase: 'failed', error });
    }
  }

  /** What says that this window holds the case. */
  get leaseToken(): string {
    return this.#saver.edit.leaseToken;
  }

  /** Sends what is unsaved now; true when the server has everything. */
  async flush(): Promise<boolean> {
    await this.#viewer.settle();
    return this.#saver.flush();
  }

  /**
   * Hands the whole mask in. Null where it was not: the state says why (findings to look at first, another window has
   * the case ...). Throws what the server says otherwise.
   */
  async submit(): Promise<api.Submitted | null> {
    if (!mayDraw(this.state.get().save) || this.state.get().older) return null;
    this.#patch({ submitting: true });
    try {
      const done = await this.#handIn();
      if (done) return done;
    } catch (error) {
      if (!(error instanceof Problem) || stateOf(error) === 'refused') throw error;
      this.#saver.stop(error);
    } finally {
      this.#patch({ submitting: false });
    }
    return null;
  }

  /** The person has the findings before them, at whatever moment: they do not hold the submission back any more. */
  seen(findings: readonly api.Finding[]): void {
    this.#checker.see(findings);
  }

  /** Takes the list of findings away; they were seen. */
  dismissFindings(): void {
    this.#patch({ asked: [] });
  }

  /** Goes on after a sign-in, or after whatever the server refused has been put right. */
  resume(): Promise<void> {
    return this.#sitting.resume();
  }

  /** Leaves the case: sends what is unsaved. What cannot be sent stays in the browser. */
  close(): void {
    if (this.#closed) return;
    this.#sitting.close();
    this.#closed = true;
    this.#checker.close();
  }

  get #voxels(): number {
    const [z, y, x] = this.#viewer.shape;
    return z * y * x;
  }

  async #handIn(): Promise<api.Submitted | null> {
    if (!(await this.flush())) {
      if (this.#saver.state.kind === 'offline') throw new Unreachable();
      return null;
    }
    const unseen = await this.#checker.unseen(this.#saver.version);
    this.#patch({ asked: unseen });
    this.#checker.see(unseen);
    if (unseen.length > 0) return null;
    const send = this.#opened.purpose === 'read' ? api.submitMask : api.handInMask;
    const done = await send(this.#opened.id, this.#saver.edit, this.#viewer.getMask());
    await this.#drafts.forget(this.#opened.id).catch(() => undefined);
    this.#saver.close();
    return done;
  }

  async #load(): Promise<void> {
    const { id, version, draft_id: draftId, mask_is_draft: asDrafted } = this.#opened;
    const same = asDrafted && draftId !== null;
    const [current, kept] = await Promise.all([
      api.fetchVolume(same ? api.draftMaskPath(draftId) : api.maskPath(id), this.#voxels),
      this.#drafts.find(id).catch(() => null),
    ]);
    if (this.#closed) return;
    const size = this.#viewer.shape[1] * this.#viewer.shape[2];
    const restored = restore(kept, { version, mask: current.data }, size);
    this.#viewer.setMask(
      restored.kind === 'apply' ? withPlanes(current.data, restored.planes) : current.data,
    );
    this.#viewer.onEdited((zs) => {
      this.#checker.edited();
      this.#saver.edited(zs);
    });
    this.#sitting.listen();
    this.#patch({ phase: 'ready', older: restored.kind === 'older' ? restored : null });
    if (restored.kind === 'apply') this.#saver.edited([...restored.planes.keys()]);
    else this.#checker.saved(version);
    if (same && this.#viewer.memory.reference) this.#viewer.setReference(current.data);
    else if (!same) await this.#showDraft();
    await this.#showDoubt();
  }

  #makeSaver(): Autosaver {
    const { id, assignment_id: assignment, version, lease_token: leaseToken, case: of } = this.#opened;
    const [, rows, columns] = this.#viewer.shape;
    return new Autosaver({
      of: { annotation: id, assignment: assignment ?? 0, name: of.name },
      version,
      leaseToken,
      drafts: this.#drafts,
      slice: (z) => this.#viewer.getSlice(z),
      activeSeconds: () => this.active.seconds,
      send: (edit, planes) => {
        const named = new Map([...planes].map(([z, plane]) => [of.slices[z] ?? '', plane]));
        return api.saveSlices(id, edit, { rows, columns, planes: named });
      },
      isPassing: api.isPassing,
      onState: (save) => this.#onSave(save),
    });
  }

  #onSave(save: SaveState): void {
    if (save.kind === 'saved') this.#checker.saved(this.#saver.version);
    // Browsers clear what pages keep when the disk runs low, unless the page has asked them not to.
    if (save.kind === 'offline') void navigator.storage?.persist?.();
    this.#patch({ save });
  }

  async #showDraft(): Promise<void> {
    const draft = this.#opened.draft_id;
    if (draft === null || !this.#viewer.memory.reference) return;
    const proposed = await api.fetchVolume(api.draftMaskPath(draft), this.#voxels);
    if (!this.#closed) this.#viewer.setReference(proposed.data);
  }

  async #showDoubt(): Promise<void> {
    const { draft } = this.#opened.case;
    // A merge shows where its readers differ instead.
    if (!draft?.has_uncertainty || this.#opened.purpose === 'adjudication') return;
    if (!this.#viewer.memory.doubt) {
      this.#patch({ places: placesOf(draft), doubt: draft.slice_doubt });
      return;
    }
    const map = await api.fetchVolume(api.uncertaintyPath(draft.id), this.#voxels);
    if (this.#closed) return;
    this.#viewer.setMap('doubt', map.data);
    const known = placesOf(draft);
    const { shape, spacing } = this.#viewer;
    this.#patch({
      places: known.length > 0 ? known : doubtfulPlaces(map.data, shape, spacing),
      doubt: draft.slice_doubt.length === shape[0] ? draft.slice_doubt : doubtProfile(map.data, shape),
    });
  }

  #patch(change: Partial<SessionState>): void {
    if (this.#closed) return;
    this.state.set({ ...this.state.get(), ...change });
    const { phase, save, older, comparison, submitting } = this.state.get();
    if (phase === 'ready') this.#pen.give(mayDraw(save) && !older && !comparison && !submitting);
  }
}

/** The doubtful places that the server has named. */
function placesOf({ doubtful_places: named }: NonNullable<api.CaseDetail['draft']>): { index: Index }[] {
  return named.flatMap(({ index: [z, y, x] }) =>
    z === undefined || y === undefined || x === undefined ? [] : [{ index: [z, y, x] as Index }],
  );
}
