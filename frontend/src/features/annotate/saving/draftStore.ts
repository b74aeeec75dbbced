import { fromRuns, toRuns } from './runs';

/**
 * Edits that the server has not acknowledged, kept in the browser: IndexedDB, a head for each working copy and an entry
 * for each of its slices, so that a stroke writes only the slices it changed.
 */

export interface DraftHead {
  annotation: number;
  /** 0 where the working copy is no read. */
  assignment: number;
  /** What people call the case. */
  name: string;
  /** The server's version that these slices build on. */
  version: number;
  /** Voxels of a slice: another size means another grid, and the draft is not for this case any more. */
  sliceSize: number;
  /** Slices (z) that are on their way: if the answer never came, the server may have them as the next version. */
  sending: readonly number[];
  activeSeconds: number;
  keptAt: number;
}

export interface LocalDraft extends DraftHead {
  /** z to (y, x) uint8. */
  planes: Map<number, Uint8Array>;
}

export interface DraftStore {
  /** Writes these slices beside those that are there; all of it, or nothing. */
  keep(head: DraftHead, planes: ReadonlyMap<number, Uint8Array>): Promise<void>;
  /** Takes slices away that the server has; with the last one the head goes too. */
  settle(head: DraftHead, zs: readonly number[]): Promise<void>;
  find(annotation: number): Promise<LocalDraft | null>;
  /** What is kept of an assignment, without its slices; `slices` is how many. */
  headOf(assignment: number): Promise<(DraftHead & { slices: number }) | null>;
  forget(annotation: number): Promise<void>;
}

const HEADS = 'heads';
const SLICES = 'slices';
const VERSION = 2;

interface KeptSlice {
  annotation: number;
  z: number;
  runs: Uint8Array;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function openDatabase(onGone: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open('gyre', VERSION);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, request.transaction, oldVersion);
  return new Promise((resolve, reject) => {
    // A tab of an older Gyre holds the old layout: say that nothing is kept rather than wait for ever.
    request.onblocked = () => reject(new DOMException('Another tab holds an older layout.', 'BlockedError'));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      // A newer Gyre in another tab wants to change the layout: make way.
      database.onversionchange = () => {
        database.close();
        onGone();
      };
      database.onclose = onGone;
      resolve(database);
    };
  });
}

/** Layout 1 had whole drafts in one store; what was kept in it is carried over. */
function upgrade(database: IDBDatabase, transaction: IDBTransaction | null, from: number): void {
  const heads = database.createObjectStore(HEADS, { keyPath: 'annotation' });
  const slices = database.createObjectStore(SLICES, { keyPath: ['annotation', 'z'] });
  if (from < 1 || !transaction) return;
  transaction.objectStore('drafts').getAll().onsuccess = (event) => {
    for (const { planes, ...head } of (event.target as IDBRequest<LocalDraft[]>).result) {
      heads.put({ ...head, assignment: 0, name: '', sending: [] } satisfies DraftHead);
      for (const [z, plane] of planes) slices.put({ annotation: head.annotation, z, runs: toRuns(plane) });
    }
    database.deleteObjectStore('drafts');
  };
}

const slicesOf = (annotation: number) => IDBKeyRange.bound([annotation], [annotation, []]);

/** Drafts in IndexedDB. Where the browser has none (private windows of old), keeping fails and the editor says so. */
export class BrowserDrafts implements DraftStore {
  #database: Promise<IDBDatabase> | null = null;

  async keep(head: DraftHead, planes: ReadonlyMap<number, Uint8Array>): Promise<void> {
    await this.#run('readwrite', (heads, slices) => {
      for (const [z, plane] of planes) slices.put({ annotation: head.annotation, z, runs: toRuns(plane) });
      return [heads.put(head)];
    });
  }

  async settle(head: DraftHead, zs: readonly number[]): Promise<void> {
    const { annotation } = head;
    const [left] = await this.#run<number>('readwrite', (heads, slices) => {
      for (const z of zs) slices.delete([annotation, z]);
      heads.put(head);
      return [slices.count(slicesOf(annotation))];
    });
    if (left === 0) await this.forget(annotation);
  }

  async find(annotation: number): Promise<LocalDraft | null> {
    const [head, kept] = await this.#run<unknown>('readonly', (heads, slices) => [
      heads.get(annotation),
      slices.getAll(slicesOf(annotation)),
    ]);
    if (!head) return null;
    const { sliceSize } = head as DraftHead;
    const planes = new Map((kept as KeptSlice[]).map(({ z, runs }) => [z, fromRuns(runs, sliceSize)]));
    return { ...(head as DraftHead), planes };
  }

  async headOf(assignment: number): Promise<(DraftHead & { slices: number }) | null> {
    const [heads, keys] = await this.#run<unknown>('readonly', (all, slices) => [
      all.getAll(),
      slices.getAllKeys(),
    ]);
    const head = (heads as DraftHead[]).find((each) => each.assignment === assignment);
    if (!head) return null;
    const slices = (keys as [number, number][]).filter(([annotation]) => annotation === head.annotation);
    return slices.length > 0 ? { ...head, slices: slices.length } : null;
  }

  async forget(annotation: number): Promise<void> {
    await this.#run('readwrite', (heads, slices) => {
      slices.delete(slicesOf(annotation));
      return [heads.delete(annotation)];
    });
  }

  async #run<T>(
    mode: IDBTransactionMode,
    act: (heads: IDBObjectStore, slices: IDBObjectStore) => IDBRequest[],
  ): Promise<T[]> {
    this.#database ??= openDatabase(() => {
      this.#database = null;
    });
    const opening = this.#database;
    const database = await opening.catch((error: unknown) => {
      this.#database = null;
      throw error;
    });
    const transaction = database.transaction([HEADS, SLICES], mode, { durability: 'strict' });
    const written = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
    const requests = act(transaction.objectStore(HEADS), transaction.objectStore(SLICES));
    // At once: committing by itself waits for the page's next turn, and a page that is being reloaded has none.
    transaction.commit();
    const [results] = await Promise.all([
      Promise.all(requests.map((each) => settled(each as IDBRequest<T>))),
      written,
    ]);
    return results;
  }
}
