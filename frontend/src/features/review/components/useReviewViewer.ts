import { type RefObject, useEffect, useState } from 'react';
import { openVolume, type Plane, type VolumeViewer } from '@/viewer';
import { draftDoubt, draftMask, type Revision, revisionMask } from '../api';
import { type Difference, differenceOf, mostChanged } from '../logic/difference';

export type Mode = 'submission' | 'prelabel' | 'difference';

export interface Masks {
  submission: Uint8Array;
  prelabel: Uint8Array | null;
  difference: Difference | null;
}

export interface Opened {
  viewer: VolumeViewer | null;
  masks: Masks | null;
  error: unknown;
}

type Elements = Record<Plane, RefObject<HTMLDivElement | null>>;

/** The middle of the volume, at the slice that was asked for. */
function firstFocus(revision: Revision, slice: number | null): [number, number, number] | undefined {
  const { geometry } = revision.case_detail;
  if (!geometry) return undefined;
  const [depth = 1, rows = 1, columns = 1] = geometry.shape;
  const z = Math.min(slice ?? Math.floor(depth / 2), depth - 1);
  return [z, Math.floor(rows / 2), Math.floor(columns / 2)];
}

/** Where the reader changed most: that is what there is to judge. */
function goToChange(viewer: VolumeViewer, masks: Masks): void {
  const place = masks.difference && mostChanged(masks.difference, viewer.shape[1], viewer.shape[2]);
  if (place) viewer.jumpTo(place);
}

function open(revision: Revision, elements: Elements, slice: number | null): Promise<VolumeViewer> {
  const { case_detail: detail, labels } = revision;
  const shape = detail.geometry?.shape ?? [1, 1, 1];
  const shown = Object.fromEntries(
    Object.entries(elements).flatMap(([plane, ref]) => (ref.current ? [[plane, ref.current]] : [])),
  );
  return openVolume(
    shown,
    {
      dicomwebRoot: detail.dicomweb_root,
      studyInstanceUid: detail.study_instance_uid,
      seriesInstanceUid: detail.series_instance_uid,
      slices: detail.slices,
      shape: [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1],
      modality: detail.modality,
    },
    {
      labels: labels.map(({ value, name, color }) => ({
        value,
        name,
        colour: color ?? 1,
        visible: true,
        locked: true,
      })),
      editable: false,
      focus: firstFocus(revision, slice),
    },
  );
}

async function loadMasks(revision: Revision): Promise<{ masks: Masks; doubt: Uint8Array | null }> {
  const shape = revision.case_detail.geometry?.shape ?? [];
  const voxels = shape.reduce((product, n) => product * n, 1);
  const draft = revision.draft ?? null;
  const seen = revision.case_detail.draft;
  const [submission, prelabel, doubt] = await Promise.all([
    revisionMask(revision.id, voxels),
    draft === null ? null : draftMask(draft, voxels),
    seen?.has_uncertainty ? draftDoubt(seen.id, voxels) : null,
  ]);
  const difference = prelabel && differenceOf(submission, prelabel, shape[0] ?? 1);
  return { masks: { submission, prelabel, difference }, doubt };
}

/** Opens the case read-only with the submitted mask and what the model had proposed. */
export function useReviewViewer(
  revision: Revision | undefined,
  elements: Elements,
  slice: number | null,
): Opened {
  const [opened, setOpened] = useState<Opened>({ viewer: null, masks: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the elements never change; the slice is where to open, once
  useEffect(() => {
    if (!revision) return;
    let gone = false;
    let viewer: VolumeViewer | null = null;
    const start = async () => {
      const loading = loadMasks(revision);
      loading.catch(() => {});
      const made = await open(revision, elements, slice);
      if (gone) return made.destroy();
      viewer = made;
      setOpened({ viewer: made, masks: null, error: null });
      const { masks, doubt } = await loading;
      if (gone) return;
      if (doubt) made.setUncertainty(doubt);
      if (slice === null) goToChange(made, masks);
      setOpened({ viewer: made, masks, error: null });
    };
    start().catch((error: unknown) => !gone && setOpened((old) => ({ ...old, error })));
    return () => {
      gone = true;
      viewer?.destroy();
      setOpened({ viewer: null, masks: null, error: null });
    };
  }, [revision?.id]);
  return opened;
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
