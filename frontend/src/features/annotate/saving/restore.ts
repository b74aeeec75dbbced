import type { LocalDraft } from './draftStore';

export type Restored =
  /** Nothing was kept, or the server has all of it. */
  | { kind: 'none' }
  /** These slices were not acknowledged and build on the server's version: they go on top of it. */
  | { kind: 'apply'; planes: ReadonlyMap<number, Uint8Array> }
  /** The server has moved on since: a person decides. */
  | { kind: 'older'; planes: ReadonlyMap<number, Uint8Array>; version: number; keptAt: number };

/** What to do, on opening, with edits that this browser kept. */
export function restore(
  draft: LocalDraft | null,
  server: { version: number; mask: Uint8Array },
  sliceSize: number,
): Restored {
  if (!draft || draft.sliceSize !== sliceSize) return { kind: 'none' };
  const differing = new Map(
    [...draft.planes].filter(
      ([z, plane]) => !equal(plane, server.mask.subarray(z * sliceSize, (z + 1) * sliceSize)),
    ),
  );
  if (differing.size === 0) return { kind: 'none' };
  if (draft.version === server.version || arrived(draft, server.version, differing)) {
    return { kind: 'apply', planes: differing };
  }
  return { kind: 'older', planes: differing, version: draft.version, keptAt: draft.keptAt };
}

/** Whether the server's version is the save whose answer never came: it has every slice that was on its way. */
function arrived(draft: LocalDraft, version: number, differing: ReadonlyMap<number, Uint8Array>): boolean {
  const { sending } = draft;
  return sending.length > 0 && version === draft.version + 1 && sending.every((z) => !differing.has(z));
}

/** A mask with some slices replaced, (z, y, x); the given mask is left as it is. */
export function withPlanes(mask: Uint8Array, planes: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const made = mask.slice();
  for (const [z, plane] of planes) made.set(plane, z * plane.length);
  return made;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
