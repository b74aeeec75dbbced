import type { Problem } from '@/api/problem';

/** Whether the browser holds what the server does not have: yes, no room left, or it does not keep anything. */
export type Kept = 'yes' | 'full' | 'no';

export type SaveState =
  | { kind: 'saved'; at: number | null }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  /** The server cannot be reached. */
  | { kind: 'offline'; edits: number; kept: Kept }
  /** Nobody is signed in any more: saving goes on after a sign-in. */
  | { kind: 'signed-out'; edits: number; kept: Kept }
  /** Another version was saved; nothing was overwritten. */
  | { kind: 'stale'; edits: number; kept: Kept; problem: Problem }
  /** The case was opened in another window, which saves now. */
  | { kind: 'lost'; edits: number; kept: Kept; problem: Problem }
  /** The case was taken away, excluded, handed in elsewhere: it takes no changes any more. */
  | { kind: 'closed'; edits: number; kept: Kept; problem: Problem }
  /** The server refused what was sent: trying again would not help. */
  | { kind: 'refused'; edits: number; kept: Kept; problem: Problem };

type Stopped = 'signed-out' | 'stale' | 'lost' | 'closed' | 'refused';

/** Which state an answer of the server leads to. */
export function stateOf(problem: Problem): Stopped {
  if (problem.status === 401 || isForged(problem)) return 'signed-out';
  if (problem.status === 412) return 'stale';
  if (problem.code === 'lease_lost') return 'lost';
  if (problem.code === 'not_open' || problem.status === 403 || problem.status === 404) return 'closed';
  return 'refused';
}

/** Another person signed in in another tab, or the session was renewed: the token of this page is an old one. */
const isForged = (problem: Problem) => problem.status === 403 && problem.message.startsWith('CSRF');

/** Whether the person may go on drawing: not on a case that somebody else has or that needs a decision first. */
export const mayDraw = (state: SaveState): boolean =>
  state.kind !== 'stale' && state.kind !== 'lost' && state.kind !== 'closed';

export function keptAs(error: unknown): Kept {
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'no';
}
