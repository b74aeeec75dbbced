import { Problem } from '@/api/problem';

interface Claim {
  annotation: number;
  leaseToken: string;
}

export interface PresenceParts {
  annotation: number;
  leaseToken: () => string;
  /** Tells the server that the editor is open; throws what it answers. */
  beat: () => Promise<unknown>;
  everyMs: number;
  /** The case is not this window's any more. */
  onLost: (problem: Problem) => void;
}

/**
 * Keeps the case for this window and notices when it is taken: tabs of one browser tell each other at once, other
 * windows are noticed at the next sign of life. The window that opened last has the case.
 */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #channel = new BroadcastChannel('gyre-open-cases');
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    this.#channel.onmessage = ({ data }: MessageEvent<Claim>) => this.#heard(data);
    const { signal } = this.#abort;
    document.addEventListener('visibilitychange', () => void this.beat(), { signal });
    window.addEventListener('online', () => void this.beat(), { signal });
    this.#timer = setInterval(() => void this.beat(), parts.everyMs);
    this.claim();
  }

  /** Says to the other tabs that this one has the case now. */
  claim(): void {
    const { annotation, leaseToken } = this.#parts;
    this.#channel.postMessage({ annotation, leaseToken: leaseToken() } satisfies Claim);
  }

  /** Gives a sign of life, unless nobody looks. */
  async beat(): Promise<void> {
    if (document.visibilityState === 'hidden') return;
    try {
      await this.#parts.beat();
    } catch (error) {
      if (error instanceof Problem && error.status < 500 && error.status !== 429) this.#parts.onLost(error);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#abort.abort();
    this.#channel.close();
  }

  #heard({ annotation, leaseToken }: Claim): void {
    if (annotation !== this.#parts.annotation || leaseToken === this.#parts.leaseToken()) return;
    this.#parts.onLost(
      new Problem(409, {
        code: 'lease_lost',
        detail: 'You opened this case in another tab of this browser; that one saves now.',
      }),
    );
  }
}
