/** Edits that the server has not acknowledged, kept in the browser: IndexedDB, one entry for each working copy. */

export interface LocalDraft {
  annotation: number;
  /** The server's version that these slices build on. */
  version: number;
  /** z to (y, x) uint8. */
  planes: Map<number, Uint8Array>;
  /** Voxels of a slice: another size means another grid, and the draft is not for this case any more. */
  sliceSize: number;
  activeSeconds: number;
  keptAt: number;
}

export interface DraftStore {
  keep(draft: LocalDraft): Promise<void>;
  find(annotation: number): Promise<LocalDraft | null>;
  forget(annotation: number): Promise<void>;
}

const STORE = 'drafts';

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('gyre', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'annotation' });
  return settled(request);
}

/** Drafts in IndexedDB. Where the browser has none (private windows of old), keeping fails and the editor says so. */
export class BrowserDrafts implements DraftStore {
  #database: Promise<IDBDatabase> | null = null;

  async keep(draft: LocalDraft): Promise<void> {
    await this.#run('readwrite', (store) => store.put(draft));
  }

  async find(annotation: number): Promise<LocalDraft | null> {
    return (
      ((await this.#run('readonly', (store) => store.get(annotation))) as LocalDraft | undefined) ?? null
    );
  }

  async forget(annotation: number): Promise<void> {
    await this.#run('readwrite', (store) => store.delete(annotation));
  }

  async #run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    this.#database ??= openDatabase();
    const database = await this.#database;
    const transaction = database.transaction(STORE, mode, { durability: 'strict' });
    const written = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
    const request = act(transaction.objectStore(STORE));
    // At once: committing by itself waits for the page's next turn, and a page that is being reloaded has none.
    transaction.commit();
    const [result] = await Promise.all([settled(request), written]);
    return result;
  }
}
