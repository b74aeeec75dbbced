import { useEffect, useState } from 'react';
import type { Index, VolumeViewer } from '@/viewer';
import { draftDoubt, draftMask, type Revision, revisionMask } from '../api';
import { type Difference, differenceOf } from '../logic/difference';

export type Mode = 'submission' | 'prelabel' | 'difference';

export interface Masks {
  submission: Uint8Array;
  prelabel: Uint8Array | null;
  difference: Difference | null;
  doubt: Uint8Array | null;
}

export const shapeOf = ({ geometry }: { geometry: { shape: number[] } | null }): Index => {
  const [z = 1, y = 1, x = 1] = geometry?.shape ?? [];
  return [z, y, x];
};

async function load(revision: Revision): Promise<Masks> {
  const shape = shapeOf(revision.case_detail);
  const voxels = shape[0] * shape[1] * shape[2];
  const { draft } = revision;
  const seen = revision.case_detail.draft;
  const [submission, prelabel, doubt] = await Promise.all([
    revisionMask(revision.id, voxels),
    draft === null ? null : draftMask(draft, voxels),
    seen?.has_uncertainty ? draftDoubt(seen.id, voxels) : null,
  ]);
  return { submission, prelabel, doubt, difference: prelabel && differenceOf(submission, prelabel, shape) };
}

/** The submitted mask, what the model had proposed, and where they differ. */
export function useMasks(revision: Revision): { masks: Masks | null; error: unknown } {
  const [loaded, setLoaded] = useState<{ masks: Masks | null; error: unknown }>({ masks: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a revision never changes
  useEffect(() => {
    let gone = false;
    load(revision)
      .then((masks) => !gone && setLoaded({ masks, error: null }))
      .catch((error: unknown) => !gone && setLoaded({ masks: null, error }));
    return () => {
      gone = true;
    };
  }, [revision.id]);
  return loaded;
}

/** Puts the mask of a mode on the screen: solid what counts, dashed what the model had. */
export function showMode(viewer: VolumeViewer, masks: Masks, mode: Mode): void {
  const { submission, prelabel, difference } = masks;
  if (mode === 'prelabel' && prelabel) {
    viewer.setReference(null);
    viewer.setMask(prelabel);
  } else if (mode === 'difference' && difference) {
    viewer.setReference(difference.removed);
    viewer.setMask(difference.added);
  } else {
    viewer.setReference(prelabel);
    viewer.setMask(submission);
  }
}
