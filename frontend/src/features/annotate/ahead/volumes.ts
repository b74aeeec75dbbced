/** Masks and maps that were fetched before anybody asked: taken once, by their address. */
export interface Volume {
  data: Uint8Array;
  version: number;
}

const waiting = new Map<string, Promise<Volume>>();

/** Fetches now what will be asked for soon. */
export function warm(path: string, fetch: () => Promise<Volume>): void {
  if (waiting.has(path)) return;
  const coming = fetch();
  waiting.set(path, coming);
  // Who asks later is told; until then nobody has to know.
  coming.catch(() => waiting.get(path) === coming && waiting.delete(path));
}

/** What was fetched ahead, or null; it is given out once. */
export function take(path: string): Promise<Volume> | null {
  const found = waiting.get(path) ?? null;
  waiting.delete(path);
  return found;
}

/** Nobody will ask for it any more. */
export function forget(path: string): void {
  waiting.delete(path);
}
