/** The one way to the server: paths, bodies and answers typed by the generated schema. */
import createClient from 'openapi-fetch';
import { Problem, problemOf, Unreachable } from './problem';
import type { paths } from './schema';

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

/** The header that Django wants on every call that changes something. */
export function csrfHeader(): Record<string, string> {
  const token = cookie('csrftoken');
  return token ? { 'X-CSRFToken': token } : {};
}

/** Typed calls. Give what it returns to `answer`. */
export const api = createClient<paths>({
  credentials: 'same-origin',
  headers: { Accept: 'application/json, application/problem+json' },
});

api.use({
  onRequest({ request }) {
    if (request.method === 'GET') return;
    for (const [name, value] of Object.entries(csrfHeader())) request.headers.set(name, value);
  },
});

const signedOutListeners: (() => void)[] = [];

/**
 * Says what happens when the server no longer knows who we are. The last one to ask is told, and no other: who has
 * unsaved work on the screen keeps it there. Returns what takes the listener away.
 */
export function whenSignedOut(listener: () => void): () => void {
  signedOutListeners.push(listener);
  return () => {
    const at = signedOutListeners.indexOf(listener);
    if (at >= 0) signedOutListeners.splice(at, 1);
  };
}

/** The error of an answer that is one; tells the app when it is a lost sign-in. */
export function refusal(status: number, body: unknown): Problem {
  const problem = problemOf(status, body);
  if (status === 401) signedOutListeners.at(-1)?.();
  return problem;
}

interface Called<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What was asked for. Throws `Problem` for an error answer, `Unreachable` for none. */
export async function answer<T>(call: Promise<Called<T>>): Promise<T> {
  let called: Called<T>;
  try {
    called = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable();
  }
  if (!called.response.ok) throw refusal(called.response.status, called.error);
  return called.data as T;
}

/** Bytes of a path the schema knows as binary: masks and maps. */
export async function octets(path: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin' });
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
  return new Uint8Array(await response.arrayBuffer());
}

/** Do not ask again what the server has already refused. */
export function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 1 && !(error instanceof Problem && error.status < 500);
}
