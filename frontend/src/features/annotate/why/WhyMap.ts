import { type Told, tell } from '@/api/problem';
import { Observable } from '@/lib/observable';
import type { VolumeViewer } from '@/viewer';
import { type Explanation, fetchExplanation, type Method, type Target } from './calls';

export type WhyState =
  | { kind: 'off' }
  | { kind: 'asking'; share: number | null }
  | { kind: 'shown'; explained: Omit<Explanation, 'heat'> }
  | { kind: 'failed'; told: Told };

type Ask = typeof fetchExplanation;

/** The map that explains the finding or the label in hand: asked for, drawn, and gone with the next key. */
export class WhyMap {
  readonly state = new Observable<WhyState>({ kind: 'off' });
  readonly method = new Observable<Method>('grad_cam');
  readonly #caseId: number;
  readonly #viewer: Pick<VolumeViewer, 'shape' | 'setMap'>;
  readonly #ask: Ask;
  #target: Target | null = null;
  #asked: AbortController | null = null;

  constructor(caseId: number, viewer: Pick<VolumeViewer, 'shape' | 'setMap'>, ask: Ask = fetchExplanation) {
    this.#caseId = caseId;
    this.#viewer = viewer;
    this.#ask = ask;
  }

  toggle(): void {
    if (this.state.get().kind === 'off') void this.#show();
    else this.close();
  }

  /** Another is in hand: its map takes the place of the one before. */
  follow(target: Target): void {
    if (JSON.stringify(target) === JSON.stringify(this.#target)) return;
    this.#target = target;
    if (this.state.get().kind !== 'off') void this.#show();
  }

  by(method: Method): void {
    if (method === this.method.get()) return;
    this.method.set(method);
    if (this.state.get().kind !== 'off') void this.#show();
  }

  close(): void {
    this.#asked?.abort();
    this.#viewer.setMap('heat', null);
    this.state.set({ kind: 'off' });
  }

  async #show(): Promise<void> {
    const target = this.#target;
    if (!target) return;
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.#viewer.setMap('heat', null);
    this.state.set({ kind: 'asking', share: null });
    const told = (share: number) => {
      if (!asked.signal.aborted) this.state.set({ kind: 'asking', share });
    };
    try {
      const { shape } = this.#viewer;
      const found = await this.#ask(this.#caseId, target, this.method.get(), shape, asked.signal, told);
      if (asked.signal.aborted) return;
      const { heat, ...explained } = found;
      this.#viewer.setMap('heat', heat);
      this.state.set({ kind: 'shown', explained });
    } catch (error) {
      if (!asked.signal.aborted) this.state.set({ kind: 'failed', told: tell(error) });
    }
  }
}
