import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { BrowserDrafts, type DraftHead } from './draftStore';

const head = (annotation: number): DraftHead => ({
  annotation,
  assignment: annotation + 100,
  name: `LAB-000${annotation}`,
  version: 3,
  sliceSize: 2,
  sending: [],
  activeSeconds: 5,
  keptAt: 7,
});
const plane = (value: number) => new Uint8Array([value, value]);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test('two cases are kept side by side; what the server has of one leaves the other alone', async () => {
  const drafts = new BrowserDrafts();
  await drafts.keep(head(1), new Map([[0, plane(1)]]));
  await drafts.keep(head(2), new Map([[0, plane(2)]]));
  await drafts.keep(head(1), new Map([[4, plane(3)]]));
  await drafts.settle(head(1), [0]);
  expect([...((await drafts.find(1))?.planes ?? [])]).toEqual([[4, plane(3)]]);
  expect((await drafts.find(2))?.planes.get(0)).toEqual(plane(2));
  await drafts.settle(head(1), [4]);
  expect(await drafts.find(1)).toBeNull();
  expect((await new BrowserDrafts().find(2))?.name).toBe('LAB-0002');
});

test('what is kept of a case is found by its assignment, without its slices', async () => {
  const drafts = new BrowserDrafts();
  await drafts.keep(
    head(1),
    new Map([
      [0, plane(1)],
      [1, plane(1)],
    ]),
  );
  expect(await drafts.headOf(101)).toEqual({ ...head(1), slices: 2 });
  expect(await drafts.headOf(102)).toBeNull();
});

/** As the first layout wrote it. */
function writeLayout1(): Promise<void> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('gyre', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('drafts', { keyPath: 'annotation' });
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('drafts', 'readwrite');
      const kept = { annotation: 9, version: 6, sliceSize: 2, activeSeconds: 1, keptAt: 2 };
      transaction.objectStore('drafts').put({ ...kept, planes: new Map([[3, plane(8)]]) });
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

test('edits that an older Gyre kept are carried over', async () => {
  await writeLayout1();
  const found = await new BrowserDrafts().find(9);
  expect([found?.version, found?.planes.get(3)]).toEqual([6, plane(8)]);
});

test('a newer Gyre in another tab can change the layout, and this tab says that it keeps nothing then', async () => {
  const drafts = new BrowserDrafts();
  await drafts.keep(head(1), new Map([[0, plane(1)]]));
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('gyre', 99);
    opening.onsuccess = () => resolve();
    opening.onblocked = () => reject(new Error('The tab did not make way.'));
  });
  await expect(drafts.keep(head(1), new Map([[1, plane(1)]]))).rejects.toThrow();
});
