import { whenSignedOut } from '@/api/client';
import { Problem } from '@/api/problem';
import type { ActiveTime } from '../activeTime';
import * as api from '../api';
import type { Autosaver } from './Autosaver';
import { Presence } from './Presence';
import { listenToPage } from './page';

const BEATS_IN_A_LEASE = 6;

interface Parts {
  opened: api.Opened;
  active: ActiveTime;
  saver: Autosaver;
  /** Sends what is unsaved now. */
  flush: () => Promise<boolean>;
}

/** That a person sits at a case in this window: keeps the lease, and hears what page, other windows and sign-in tell. */
export class Sitting {
  readonly #parts: Parts;
  readonly #presence: Presence;
  readonly #abort = new AbortController();

  constructor(parts: Parts) {
    const { opened, saver } = parts;
    this.#parts = parts;
    this.#presence = new Presence({
      annotation: opened.id,
      leaseToken: () => saver.edit.leaseToken,
      beat: () => api.heartbeat(opened.id, saver.edit.leaseToken),
      everyMs: (opened.lease_seconds * 1000) / BEATS_IN_A_LEASE,
      onLost: (problem) => saver.stop(problem),
    });
  }

  /** From now on there is something to save: the page's own events count, and the end of the session. */
  listen(): void {
    const { active, saver, flush } = this.#parts;
    const { signal } = this.#abort;
    listenToPage({
      touch: () => active.touch(),
      leave: () => active.leave(),
      flush: () => void flush(),
      wouldLose: () => saver.wouldLose,
      signal,
    });
    const forget = whenSignedOut(() => saver.stop(new Problem(401, { code: 'sign_in_needed' })));
    signal.addEventListener('abort', forget);
  }

  /** Says to the other tabs that this one has the case now. */
  claim(): void {
    this.#presence.claim();
  }

  /** Goes on after a sign-in, or after whatever the server refused has been put right. */
  async resume(): Promise<void> {
    await this.#parts.saver.resume();
    await this.#presence.beat();
  }

  /** Sends what is unsaved, and lets go of the case. What cannot be sent stays in the browser. */
  close(): void {
    void this.#parts.saver.flush();
    this.#parts.saver.close();
    this.#presence.close();
    this.#abort.abort();
  }
}
