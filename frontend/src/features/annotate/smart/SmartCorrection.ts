import { Observable } from '@/lib/observable';
import { drawVoxels, drawWaiting, type Index, type Layer, type Scribble, type VolumeViewer } from '@/viewer';
import type { Correction } from './ask';
import {
  type Box,
  boxAround,
  closed,
  cut,
  outside,
  type QuestionHeader,
  runsIn,
  stillTrue,
} from './question';

export interface SmartState {
  /** What is being asked, or waits for its turn. */
  asking: readonly Scribble[];
  /** The last answer: by which model, how many voxels it changed, how many were edited meanwhile. */
  last: { model: string | null; changed: number; left: number } | null;
  /** Why there was no answer. */
  error: unknown;
}

/** How many scribbles of this sitting are insisted on. */
const REMEMBERED = 50;
const REDRAW_MS = 100;
const HAND_MS = 50;

const nothing: SmartState = { asking: [], last: null, error: null };

type Ask = (header: QuestionHeader, labels: Uint8Array, signal: AbortSignal) => Promise<Correction>;

/** What it needs of a viewer. */
export type Canvas = Pick<
  VolumeViewer,
  'state' | 'scribble' | 'shape' | 'drawing' | 'addLayer' | 'redraw' | 'getMask' | 'applyOperation'
>;

/**
 * Makes corrections of scribbles: asks the helper one at a time, in the order drawn, and applies each answer as one
 * undoable step. A voxel that was edited while the answer was under way keeps the edit.
 */
export class SmartCorrection {
  readonly state = new Observable<SmartState>(nothing);
  readonly #viewer: Canvas;
  readonly #send: Ask;
  readonly #off: (() => void)[];
  #said: Scribble[] = [];
  #abort = new AbortController();
  #busy = false;
  #prepared = false;
  #turning: ReturnType<typeof setInterval> | undefined;

  constructor(viewer: Canvas, send: Ask) {
    this.#viewer = viewer;
    this.#send = send;
    this.#off = [
      viewer.addLayer({ draw: (context, camera) => this.#draw(context, camera) }),
      viewer.scribble.subscribe(() => this.#drawn(viewer.scribble.get())),
      viewer.state.subscribe(() => this.#prepare()),
    ];
  }

  /** Gives up what is being asked and what waits; true when there was anything. */
  cancel(): boolean {
    const had = this.state.get().asking.length > 0;
    this.#abort.abort();
    this.#abort = new AbortController();
    if (had) this.#patch({ asking: [] });
    return had;
  }

  close(): void {
    for (const off of this.#off) off();
    this.#abort.abort();
    clearInterval(this.#turning);
  }

  /** The helper reads the image and loads the model as soon as the tool is taken in hand. */
  #prepare(): void {
    const { tool, status, focus } = this.#viewer.state.get();
    if (this.#prepared || tool !== 'smart' || status !== 'ready') return;
    this.#prepared = true;
    const [, rows, columns] = this.#viewer.shape;
    const offset = (focus[0] * rows + focus[1]) * columns + focus[2];
    const { activeLabel: label } = this.#viewer.state.get();
    this.#ask({ label, positive: true, offsets: [], plane: 'z' }, [offset]).catch((error: unknown) => {
      this.#prepared = false;
      if (!this.#abort.signal.aborted) this.#patch({ error });
    });
  }

  #drawn(scribble: Scribble | null): void {
    if (!scribble) return;
    this.#patch({ asking: [...this.state.get().asking, scribble], error: null });
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#turning = setInterval(() => this.#viewer.redraw(), REDRAW_MS);
    for (let next = this.state.get().asking[0]; next; next = this.state.get().asking[0]) {
      const { signal } = this.#abort;
      try {
        const { box, asked, answer } = await this.#ask(next, next.offsets);
        await this.#handIsFree();
        if (signal.aborted) continue;
        this.#apply(next, box, asked, answer);
      } catch (error) {
        if (!signal.aborted) this.#patch({ asking: [], error });
      }
    }
    clearInterval(this.#turning);
    this.#busy = false;
  }

  async #ask(scribble: Scribble, around: readonly number[]) {
    const { shape } = this.#viewer;
    const volume = this.#viewer.getMask();
    const box = boxAround(shape, around);
    const asked = cut(volume, shape, box);
    const header = {
      box: [box.low, box.high] as [Index, Index],
      label: scribble.label,
      positive: scribble.positive,
      scribble: runsIn(shape, box, scribble.offsets),
      said: runsIn(shape, box, stillTrue(volume, this.#said)),
      locked: closed(this.#viewer.state.get().labels),
    };
    const { signal } = this.#abort;
    const answer = await this.#send(header, asked, signal);
    return { box, asked, answer };
  }

  /** A stroke in progress is not cut short by an answer. */
  async #handIsFree(): Promise<void> {
    while (this.#viewer.drawing) await new Promise((resolve) => setTimeout(resolve, HAND_MS));
  }

  #apply(scribble: Scribble, box: Box, asked: Uint8Array, { labels, model }: Correction): void {
    const { shape } = this.#viewer;
    let [changed, left] = [0, 0];
    this.#viewer.applyOperation('smart', ({ data, set }) => {
      for (let at = 0; at < labels.length; at++) {
        const [before, after] = [asked[at], labels[at]];
        if (before === after || after === undefined) continue;
        const offset = outside(shape, box, at);
        if (data[offset] === before) {
          set(offset, after);
          changed += 1;
        } else left += 1;
      }
    });
    this.#said = [...this.#said, scribble].slice(-REMEMBERED);
    this.#patch({ asking: this.state.get().asking.slice(1), last: { model, changed, left }, error: null });
  }

  #patch(change: Partial<SmartState>): void {
    this.state.set({ ...this.state.get(), ...change });
    this.#viewer.redraw();
  }

  #draw(context: CanvasRenderingContext2D, camera: Parameters<Layer['draw']>[1]): void {
    const { labels } = this.#viewer.state.get();
    for (const { label, positive, offsets } of this.state.get().asking) {
      const colour = labels.find(({ value }) => value === label)?.colour ?? 1;
      drawVoxels(context, camera, this.#viewer.shape, offsets, { positive, colour });
    }
    const last = this.state.get().asking[0]?.offsets.at(-1);
    if (last !== undefined) drawWaiting(context, camera, this.#viewer.shape, last);
  }
}
