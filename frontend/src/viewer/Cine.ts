import { Observable } from '@/lib/observable';
import { axisOf, type Index, type Plane } from './types';

export interface CineState {
  playing: boolean;
  /** Slices in a second. */
  rate: number;
  /** At the end: begin again, or walk back. */
  turns: boolean;
}

export interface CineHost {
  readonly shape: Index;
  slice(plane: Plane): number;
  show(plane: Plane, slice: number): void;
}

/** Calls back before each frame of the screen with the time in ms; returns what ends it. */
export type Clock = (tick: (now: number) => void) => () => void;

export const slowest = 1;
export const fastest = 60;

/** Plays the slices of a plane, one after the other. When drawing is too slow for the rate, it is slower, never skips. */
export class Cine {
  readonly state = new Observable<CineState>({ playing: false, rate: 12, turns: false });
  readonly #host: CineHost;
  readonly #clock: Clock;
  #stop: (() => void) | null = null;
  #step: 1 | -1 = 1;

  constructor(host: CineHost, clock: Clock = screenClock) {
    this.#host = host;
    this.#clock = clock;
  }

  /** A plane of one slice has nothing to play. */
  play(plane: Plane): void {
    this.stop();
    if (this.#host.shape[axisOf[plane]] < 2) return;
    let due = Number.NEGATIVE_INFINITY;
    this.#step = 1;
    this.#stop = this.#clock((now) => {
      if (now < due) return;
      const between = 1000 / this.state.get().rate;
      due = now - due > between ? now + between : due + between;
      this.#advance(plane);
    });
    this.state.set({ ...this.state.get(), playing: true });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
    if (this.state.get().playing) this.state.set({ ...this.state.get(), playing: false });
  }

  toggle(plane: Plane): void {
    if (this.state.get().playing) this.stop();
    else this.play(plane);
  }

  setRate(rate: number): void {
    this.state.set({ ...this.state.get(), rate: Math.min(fastest, Math.max(slowest, Math.round(rate))) });
  }

  setTurns(turns: boolean): void {
    this.state.set({ ...this.state.get(), turns });
  }

  #advance(plane: Plane): void {
    const last = this.#host.shape[axisOf[plane]] - 1;
    const next = this.#host.slice(plane) + this.#step;
    if (next >= 0 && next <= last) {
      this.#host.show(plane, next);
      return;
    }
    if (this.state.get().turns) {
      this.#step = next > last ? -1 : 1;
      this.#host.show(plane, this.#host.slice(plane) + this.#step);
    } else this.#host.show(plane, next > last ? 0 : last);
  }
}

function screenClock(tick: (now: number) => void): () => void {
  let frame = 0;
  const again = (now: number) => {
    frame = requestAnimationFrame(again);
    tick(now);
  };
  frame = requestAnimationFrame(again);
  return () => cancelAnimationFrame(frame);
}
