import { type AnswerBox, type Answers, type Asked, type Proposal, unanswered } from '@/lib/answers';
import { Observable } from '@/lib/observable';

/** A box in hand: which of whose. */
export interface BoxInHand {
  key: string;
  position: number;
}

export interface AnswerState {
  answers: Answers;
  /** The finding in hand. */
  key: string;
  box: BoxInHand | null;
  undoable: number;
  redoable: number;
  /** Null until it is shown. */
  proposal: Proposal | null;
  /** What was said before the proposal was shown. */
  first: Answers | null;
  /** Whether there is a proposal that waits for the own answers. */
  withheld: boolean;
  model: number | null;
}

const STEPS = 50;

/** The answers of one sitting, with undo and redo, and what is in hand. */
export class AnswerStore {
  readonly state: Observable<AnswerState>;
  readonly asked: readonly Asked[];
  #before: Answers[] = [];
  #after: Answers[] = [];
  readonly #changed = new Set<() => void>();

  constructor(asked: readonly Asked[], answers: Answers) {
    this.asked = asked;
    this.state = new Observable<AnswerState>({
      answers,
      key: unanswered(answers, asked)[0] ?? asked[0]?.key ?? '',
      box: null,
      undoable: 0,
      redoable: 0,
      proposal: null,
      first: null,
      withheld: false,
      model: null,
    });
  }

  get answers(): Answers {
    return this.state.get().answers;
  }

  onChanged(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  /** One undoable step. */
  change(next: Answers, also: Partial<Pick<AnswerState, 'key' | 'box'>> = {}): void {
    if (next !== this.answers) {
      this.#before = [...this.#before, this.answers].slice(-STEPS);
      this.#after = [];
    }
    this.#put(next, also);
  }

  /** Takes over what the server or this browser had; clears undo. */
  replace(answers: Answers): void {
    this.#before = [];
    this.#after = [];
    this.#set({ answers, box: null, undoable: 0, redoable: 0 });
  }

  undo(): void {
    const last = this.#before.at(-1);
    if (!last) return;
    this.#before = this.#before.slice(0, -1);
    this.#after = [...this.#after, this.answers];
    this.#put(last, { box: null });
  }

  redo(): void {
    const next = this.#after.at(-1);
    if (!next) return;
    this.#after = this.#after.slice(0, -1);
    this.#before = [...this.#before, this.answers];
    this.#put(next, { box: null });
  }

  /** Takes a finding in hand, and with it one of its boxes if asked. */
  take(key: string, position: number | null = null): void {
    this.#set({ key, box: position === null ? null : { key, position } });
  }

  /** The finding so many places further on. */
  step(by: 1 | -1): void {
    const at = this.asked.findIndex((one) => one.key === this.state.get().key);
    const next = this.asked[Math.min(this.asked.length - 1, Math.max(0, at + by))];
    if (next) this.take(next.key);
  }

  /** The next finding without an answer, from the one in hand on. */
  get nextOpen(): string | null {
    const open = unanswered(this.answers, this.asked);
    const at = this.asked.findIndex((one) => one.key === this.state.get().key);
    const behind = this.asked.slice(at + 1).find((one) => open.includes(one.key));
    return behind?.key ?? open[0] ?? null;
  }

  get boxInHand(): AnswerBox | null {
    const { box, answers } = this.state.get();
    return box ? (answers[box.key]?.boxes[box.position] ?? null) : null;
  }

  tell(change: Partial<Pick<AnswerState, 'proposal' | 'first' | 'withheld' | 'model'>>): void {
    this.#set(change);
  }

  #put(answers: Answers, also: Partial<AnswerState>): void {
    const changed = answers !== this.answers;
    this.#set({
      answers,
      ...also,
      undoable: this.#before.length,
      redoable: this.#after.length,
    });
    if (changed) for (const listener of this.#changed) listener();
  }

  #set(change: Partial<AnswerState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}
