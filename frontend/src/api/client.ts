import { Problem, problemOf, Unreachable } from './problem';

/** A value of a query string; `undefined` and '' leave the name out. */
export type Query = Record<string, string | number | boolean | undefined>;

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

/** The header that Django wants on every call that changes something. */
export function csrfHeader(): Record<string, string> {
  const token = cookie('csrftoken');
  return token ? { 'X-CSRFToken': token } : {};
}

function withQuery(path: string, query?: Query): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

type Listener = () => void;
let onSignedOut: Listener = () => {};

/** The app says here what happens when the server no longer knows who we are. */
export function whenSignedOut(listener: Listener): void {
  onSignedOut = listener;
}

async function answer(response: Response): Promise<unknown> {
  const type = response.headers.get('Content-Type') ?? '';
  const body: unknown = type.includes('json') ? await response.json() : null;
  if (response.ok) return body;
  const problem = problemOf(response.status, body);
  if (problem.status === 401) onSignedOut();
  throw problem;
}

interface Options {
  query?: Query;
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal;
}

/** One call of the API. Throws `Problem` for an error answer, `Unreachable` for none. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
  if (method !== 'GET') Object.assign(headers, csrfHeader());
  if (options.json !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body: options.form ?? (options.json === undefined ? undefined : JSON.stringify(options.json)),
      credentials: 'same-origin',
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable();
  }
  return (await answer(response)) as T;
}

export const get = <T>(path: string, query?: Query) => request<T>('GET', path, { query });
export const post = <T>(path: string, json: unknown = {}) => request<T>('POST', path, { json });
export const put = <T>(path: string, json: unknown) => request<T>('PUT', path, { json });
export const patch = <T>(path: string, json: unknown) => request<T>('PATCH', path, { json });
export const remove = <T>(path: string) => request<T>('DELETE', path);

/** Do not ask again what the server has already refused. */
export function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 1 && !(error instanceof Problem && error.status < 500);
}
