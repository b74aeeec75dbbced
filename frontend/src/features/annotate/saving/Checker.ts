import type { Checks, Finding } from '../api';

export interface CheckerParts {
  /** What the server says of the stored working copy. */
  ask: () => Promise<Checks>;
  /** New findings, or what is shown of them. */
  onFindings: (findings: readonly Finding[]) => void;
  /** Milliseconds of rest before the server is asked. */
  rest?: number;
  /** The longest that handing in waits for an answer, ms. */
  moment?: number;
}

/** A finding is the same while it says the same: after a change with other numbers it is told again. */
const nameOf = ({ code, label, sentence }: Finding) => `${code} ${label} ${sentence}`;

/**
 * Asks what looks odd about the mask when the hand rests after a save, so that the answer is there when one hands in.
 * Each finding is put to the person once. It never stands in the way: no answer, or a late one, is no finding.
 */
export class Checker {
  readonly #parts: CheckerParts;
  readonly #seen = new Set<string>();
  #asked: { version: number; answer: Promise<Checks | null> } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: CheckerParts) {
    this.#parts = parts;
  }

  /** The server has this version, and the hand rests or is about to. */
  saved(version: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(version), this.#parts.rest ?? 1500);
  }

  /** The hand is at work again. */
  edited(): void {
    clearTimeout(this.#timer);
  }

  /** What was not put to the person yet of this version; waits no longer than a moment. */
  async unseen(version: number): Promise<readonly Finding[]> {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), this.#parts.moment ?? 1500));
    const found = await Promise.race([this.#ask(version), late]);
    return (found?.findings ?? []).filter((finding) => !this.#seen.has(nameOf(finding)));
  }

  /** The person has these on the screen. */
  see(findings: readonly Finding[]): void {
    for (const finding of findings) this.#seen.add(nameOf(finding));
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #ask(version: number): Promise<Checks | null> {
    clearTimeout(this.#timer);
    if (this.#asked?.version === version) return this.#asked.answer;
    const answer = this.#parts.ask().then(
      (checks) => {
        if (this.#asked?.version === version) this.#parts.onFindings(checks.findings);
        return checks;
      },
      () => {
        if (this.#asked?.version === version) this.#asked = null;
        return null;
      },
    );
    this.#asked = { version, answer };
    return answer;
  }
}
