import { Problem, Unreachable } from '@/api/problem';
import { type Answers, canonical, unanswered } from '@/lib/answers';
import { Observable } from '@/lib/observable';
import { ActiveTime } from '../activeTime';
import * as api from '../api';
import { Autosaver } from '../saving/Autosaver';
import { BrowserDrafts, type DraftStore } from '../saving/draftStore';
import { Sitting } from '../saving/Sitting';
import { mayDraw, type SaveState, stateOf } from '../saving/states';
import { AnswerStore } from './AnswerStore';
import * as calls from './calls';

export interface ClassifyState {
  save: SaveState;
  busy: boolean;
  /** Findings that held the submission back: they have no answer. */
  missing: readonly string[];
  /** Answers of an earlier sitting in this browser that build on an older version: a person decides. */
  older: { answers: Answers; keptAt: number } | null;
}

const ALL = 0; // answers are one piece: saved and kept as if they were one slice

const bytesOf = (answers: Answers) => new TextEncoder().encode(canonical(answers));
const answersIn = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Answers;

/** One sitting at the findings of a case: saves by itself, keeps the lease, counts active time, compares, hands in. */
export class ClassifySession {
  readonly state = new Observable<ClassifyState>({
    save: { kind: 'saved', at: null },
    busy: false,
    missing: [],
    older: null,
  });
  readonly active: ActiveTime;
  readonly store: AnswerStore;
  readonly #assignment: number;
  readonly #opened: api.Opened;
  readonly #drafts: DraftStore;
  readonly #saver: Autosaver;
  readonly #sitting: Sitting;
  #closed = false;

  constructor(
    assignment: number,
    opened: api.Opened,
    work: calls.Work,
    drafts: DraftStore = new BrowserDrafts(),
  ) {
    this.#assignment = assignment;
    this.#opened = opened;
    this.#drafts = drafts;
    this.active = new ActiveTime(opened.active_seconds);
    this.store = new AnswerStore(work.asked, work.answers);
    this.#tell(work);
    this.#saver = new Autosaver({
      of: { annotation: opened.id, assignment, name: opened.case.name },
      version: opened.version,
      leaseToken: opened.lease_token,
      drafts,
      slice: () => bytesOf(this.store.answers),
      activeSeconds: () => this.active.seconds,
      send: (edit, planes) => calls.saveAnswers(opened.id, edit, answersIn(planes.get(ALL) ?? bytesOf({}))),
      isPassing: api.isPassing,
      onState: (save) => this.#patch({ save }),
      pause: 600,
    });
    this.store.onChanged(() => {
      this.#patch({ missing: [] });
      this.#saver.edited([ALL]);
    });
    this.#sitting = new Sitting({
      opened,
      active: this.active,
      saver: this.#saver,
      flush: () => this.flush(),
    });
    this.#sitting.listen();
  }

  /** Whether it was closed: it takes nothing any more. */
  get ended(): boolean {
    return this.#closed;
  }

  /** Puts back what this browser kept and the server has not. */
  async start(): Promise<void> {
    const kept = await this.#drafts.find(this.#opened.id).catch(() => null);
    const bytes = kept?.planes.get(ALL);
    if (!kept || !bytes || this.#closed) return;
    const answers = answersIn(bytes);
    if (canonical(answers) === canonical(this.store.answers)) return;
    if (kept.version !== this.#opened.version) {
      this.#patch({ older: { answers, keptAt: kept.keptAt } });
      return;
    }
    this.store.replace(answers);
    this.#saver.edited([ALL]);
  }

  /** Sends what is unsaved now; true when the server has everything. */
  flush(): Promise<boolean> {
    return this.#saver.flush();
  }

  /** Keeps the own answers as the first ones and shows what the model proposes. False: something is unanswered. */
  async compare(): Promise<boolean> {
    if (!this.store.state.get().withheld || !this.#isComplete()) return false;
    return this.#busily(async () => {
      if (!(await this.#reached())) return false;
      const shown = await calls.showProposal(this.#opened.id, this.#saver.edit);
      await this.#saver.rebase(shown.version, this.#saver.edit.leaseToken);
      this.#tell(shown.findings);
      return true;
    });
  }

  /** Hands the answers in; null where something is unanswered or could not be saved. Throws what the server says. */
  async submit(): Promise<api.Submitted | null> {
    const { busy, save, older } = this.state.get();
    if (busy || older || !mayDraw(save) || !this.#isComplete()) return null;
    return this.#busily(async () => {
      if (!(await this.#reached())) return null;
      const done = await calls.submitAnswers(this.#opened.id, this.#saver.edit, this.store.answers);
      await this.#drafts.forget(this.#opened.id).catch(() => undefined);
      this.#saver.close();
      return done;
    });
  }

  /** Gives up my unsaved answers and goes on with what the server has. */
  async openTheirs(): Promise<void> {
    const now = await api.openAssignment(this.#assignment);
    this.store.replace(now.findings?.answers ?? {});
    if (now.findings) this.#tell(now.findings);
    await this.#saver.rebase(now.version, now.lease_token, [], [ALL]);
    this.#sitting.claim();
    this.#patch({ older: null });
  }

  /** Saves my answers as a newer version than the server's. */
  async keepMine(): Promise<void> {
    const now = await api.openAssignment(this.#assignment);
    const { older } = this.state.get();
    if (older) this.store.replace(older.answers);
    if (now.findings) this.#tell(now.findings);
    this.#patch({ older: null });
    await this.#saver.rebase(now.version, now.lease_token, [ALL]);
    this.#sitting.claim();
  }

  /** Takes the pen back from another window. What that window saved meanwhile is not overwritten. */
  async takeOver(): Promise<void> {
    const now = await api.openAssignment(this.#assignment);
    if (now.version === this.#saver.version) {
      await this.#saver.rebase(now.version, now.lease_token);
      this.#sitting.claim();
    } else if (this.#saver.unsaved.length === 0) await this.openTheirs();
    else this.#saver.stop(new Problem(412, { code: 'stale', detail: 'The other window has saved since.' }));
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
  }

  /** Whether the server has everything. Throws Unreachable where there is none. */
  async #reached(): Promise<boolean> {
    const all = await this.flush();
    if (!all && this.#saver.state.kind === 'offline') throw new Unreachable();
    return all;
  }

  #isComplete(): boolean {
    const missing = unanswered(this.store.answers, this.store.asked);
    this.#patch({ missing });
    if (missing[0]) this.store.take(missing[0]);
    return missing.length === 0;
  }

  async #busily<T>(act: () => Promise<T>): Promise<T> {
    this.#patch({ busy: true });
    try {
      return await act();
    } catch (error) {
      // Another window, another version, a case that was taken away: told where saving is told.
      if (error instanceof Problem && stateOf(error) !== 'refused') this.#saver.stop(error);
      throw error;
    } finally {
      this.#patch({ busy: false });
    }
  }

  #tell(work: calls.Work): void {
    this.store.tell({
      proposal: work.proposal,
      first: work.first_answers,
      withheld: work.proposal_state === 'withheld',
      model: work.model,
    });
  }

  #patch(change: Partial<ClassifyState>): void {
    if (!this.#closed) this.state.set({ ...this.state.get(), ...change });
  }
}
