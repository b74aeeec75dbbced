import { Problem } from '@/api/problem';
import { Observable } from '@/lib/observable';
import type { Index, VolumeViewer } from '@/viewer';
import { doubtfulPlaces, doubtProfile } from '@/viewer';
import { ActiveTime } from './activeTime';
import * as api from './api';
import { Autosaver, type SaveState } from './saving/Autosaver';
import { BrowserDrafts, type DraftStore } from './saving/draftStore';
import { type Restored, restore, withPlanes } from './saving/restore';

export interface SessionState {
  phase: 'loading' | 'ready' | 'failed';
  /** Why the case could not be loaded. */
  error: unknown;
  save: SaveState;
  /** Edits of an earlier sitting that build on an older version: a person decides. */
  older: Extract<Restored, { kind: 'older' }> | null;
  submitting: boolean;
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
    submitting: false,
    places: [],
    doubt: null,
  });
  readonly active: ActiveTime;
  readonly #opened: api.Opened;
  readonly #viewer: VolumeViewer;
  readonly #drafts: DraftStore;
  readonly #abort = new AbortController();
  #saver: Autosaver | null = null;
  #beat: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(opened: api.Opened, viewer: VolumeViewer, drafts: DraftStore = new BrowserDrafts()) {
    this.#opened = opened;
    this.#viewer = viewer;
    this.#drafts = drafts;
    this.active = new ActiveTime(opened.active_seconds);
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
    return this.#saver?.edit.leaseToken ?? this.#opened.lease_token;
  }

  /** Sends what is unsaved now; true when the server has everything. */
  async flush(): Promise<boolean> {
    await this.#viewer.settle();
    return (await this.#saver?.flush()) ?? true;
  }

  /** Hands the whole mask in. Throws what the server says. */
  async submit(): Promise<api.Submitted> {
    const saver = this.#saver;
    if (!saver) throw new Error('The case is still loading.');
    this.#patch({ submitting: true });
    this.#viewer.setEditable(false);
    try {
      await this.flush();
      const send = this.#opened.purpose === 'read' ? api.submitMask : api.handInMask;
      const done = await send(this.#opened.id, saver.edit, this.#viewer.getMask());
      await this.#drafts.forget(this.#opened.id).catch(() => undefined);
      saver.close();
      return done;
    } catch (error) {
      this.#viewer.setEditable(true);
      this.#patch({ submitting: false });
      throw error;
    }
  }

  /** Shows the version that the server has as a dashed line over mine. */
  async compare(): Promise<void> {
    const theirs = await api.fetchVolume(api.maskPath(this.#opened.id), this.#voxels);
    this.#viewer.setReference(theirs.data);
  }

  /** Gives up my unsaved edits and goes on with what the server has. */
  async openTheirs(): Promise<void> {
    const now = await api.openAnnotation(this.#opened.id);
    const theirs = await api.fetchVolume(api.maskPath(now.id), this.#voxels);
    this.#viewer.setMask(theirs.data);
    await this.#saver?.discard(now.version, now.lease_token);
    await this.#showDraft();
    this.#patch({ older: null });
  }

  /** Puts my unsaved slices on top of what the server has, as a new version; the other slices become the server's. */
  async keepMine(): Promise<void> {
    const saver = this.#saver;
    if (!saver) return;
    const now = await api.openAnnotation(this.#opened.id);
    const theirs = await api.fetchVolume(api.maskPath(now.id), this.#voxels);
    const { older } = this.state.get();
    const mine = older?.planes ?? new Map(saver.unsaved.map((z) => [z, this.#viewer.getSlice(z)]));
    this.#viewer.setMask(withPlanes(theirs.data, mine));
    if (older) {
      this.#patch({ older: null });
      saver.edited([...older.planes.keys()]);
    }
    await this.#showDraft();
    await saver.rebase(now.version, now.lease_token);
  }

  /** Takes the pen back from another window. What that window saved meanwhile is not overwritten. */
  async takeOver(): Promise<void> {
    const now = await api.openAnnotation(this.#opened.id);
    const saver = this.#saver;
    if (!saver) return;
    if (now.version === saver.version) await saver.rebase(now.version, now.lease_token);
    else saver.stop(new Problem(412, { code: 'stale', detail: 'The other window has saved since.' }));
  }

  /** Tries again what the server refused, after whatever was wrong has been put right. */
  async retry(): Promise<void> {
    const edit = this.#saver?.edit;
    if (edit) await this.#saver?.rebase(edit.version, edit.leaseToken);
  }

  /** Leaves the case: sends what is unsaved, gives the lease back. What cannot be sent stays in the browser. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#beat);
    this.#abort.abort();
    void this.#saver?.flush();
    this.#saver?.close();
  }

  get #voxels(): number {
    const [z, y, x] = this.#viewer.shape;
    return z * y * x;
  }

  async #load(): Promise<void> {
    const { id, version, draft_id: draftId } = this.#opened;
    const [current, kept] = await Promise.all([
      api.fetchVolume(api.maskPath(id), this.#voxels),
      this.#drafts.find(id).catch(() => null),
    ]);
    if (this.#closed) return;
    const size = this.#viewer.shape[1] * this.#viewer.shape[2];
    const restored = restore(kept, { version, mask: current.data }, size);
    this.#viewer.setMask(
      restored.kind === 'apply' ? withPlanes(current.data, restored.planes) : current.data,
    );
    this.#saver = this.#makeSaver();
    this.#viewer.onEdited((zs) => this.#saver?.edited(zs));
    this.#listen();
    this.#patch({ phase: 'ready', older: restored.kind === 'older' ? restored : null });
    if (restored.kind === 'apply') this.#saver.edited([...restored.planes.keys()]);
    if (draftId !== null) await this.#showDraft();
    await this.#showDoubt();
  }

  #makeSaver(): Autosaver {
    const { id, version, lease_token: leaseToken, case: of } = this.#opened;
    const [, rows, columns] = this.#viewer.shape;
    return new Autosaver({
      annotation: id,
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
      onState: (save) => this.#patch({ save }),
    });
  }

  async #showDraft(): Promise<void> {
    const draft = this.#opened.draft_id;
    if (draft === null) return;
    const proposed = await api.fetchVolume(api.draftMaskPath(draft), this.#voxels);
    if (!this.#closed) this.#viewer.setReference(proposed.data);
  }

  async #showDoubt(): Promise<void> {
    const { draft } = this.#opened.case;
    if (!draft?.has_uncertainty) return;
    const map = await api.fetchVolume(api.uncertaintyPath(draft.id), this.#voxels);
    if (this.#closed) return;
    this.#viewer.setUncertainty(map.data);
    const known = draft.doubtful_places.flatMap(({ index }) => {
      const [z, y, x] = index;
      return z === undefined || y === undefined || x === undefined ? [] : [{ index: [z, y, x] as Index }];
    });
    const { shape, spacing } = this.#viewer;
    this.#patch({
      places: known.length > 0 ? known : doubtfulPlaces(map.data, shape, spacing),
      doubt: draft.slice_doubt.length === shape[0] ? draft.slice_doubt : doubtProfile(map.data, shape),
    });
  }

  #listen(): void {
    const { signal } = this.#abort;
    const touch = () => this.active.touch();
    for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const) {
      window.addEventListener(name, touch, { signal, passive: true });
    }
    window.addEventListener('online', () => void this.flush(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState !== 'hidden') return;
        this.active.leave();
        void this.flush();
      },
      { signal },
    );
    this.#beat = setInterval(() => void this.#heartbeat(), (this.#opened.lease_seconds * 1000) / 3);
  }

  async #heartbeat(): Promise<void> {
    const saver = this.#saver;
    if (!saver || document.visibilityState === 'hidden') return;
    try {
      await api.heartbeat(this.#opened.id, saver.edit.leaseToken);
    } catch (error) {
      if (error instanceof Problem && error.code === 'lease_lost') saver.stop(error);
    }
  }

  #patch(change: Partial<SessionState>): void {
    if (!this.#closed) this.state.set({ ...this.state.get(), ...change });
  }
}
