import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { answer, api } from '@/api/client';
import { toast } from '@/ui';
import {
  barsOf,
  differencePerSlice,
  disagreementMap,
  disputeAt,
  type Index,
  type VolumeViewer,
} from '@/viewer';
import { fetchVolume, type Opened } from '../api';
import type { SessionState } from '../EditingSession';

/** What helps to make one mask of two reads. */
export interface Merging {
  /** The disputed places, the largest first; empty until they are known. */
  places: readonly { index: Index }[];
  /** Takes the disputed place at the crosshair from a reader, as one undoable step. */
  take(read: 0 | 1): void;
}

type Masks = readonly [Uint8Array, Uint8Array];

/** Both reads beside the merge: where they differ is the overlay and the walk. Any other working copy has its doubt. */
export function useMerging(opened: Opened, viewer: VolumeViewer | null, state: SessionState | null) {
  const merges = opened.purpose === 'adjudication';
  const masks = useMasks(opened, viewer, merges && state?.phase === 'ready');
  const places = usePlaces(opened, merges);
  const bars = useMemo(
    () => (masks && viewer ? barsOf(differencePerSlice(...masks, viewer.shape[0])) : null),
    [masks, viewer],
  );
  const merging: Merging | null = useMemo(
    () => (merges ? { places, take: (read) => viewer && masks && take(viewer, masks, read) } : null),
    [merges, masks, places, viewer],
  );
  return { merging, places: merging?.places ?? state?.places ?? nowhere, doubt: bars ?? state?.doubt };
}

function take(viewer: VolumeViewer, masks: Masks, read: 0 | 1): void {
  const part = disputeAt(...masks, viewer.shape, viewer.state.get().focus);
  if (part.length === 0) {
    toast('Both readers agree at the crosshair.');
    return;
  }
  const from = masks[read];
  viewer.applyOperation(`reader ${read + 1}'s version`, (access) => {
    for (const offset of part) access.set(offset, from[offset] ?? 0);
  });
}

function useMasks(opened: Opened, viewer: VolumeViewer | null, wanted: boolean): Masks | null {
  const [masks, setMasks] = useState<Masks | null>(null);
  useEffect(() => {
    const [one, other] = opened.made_from;
    if (!wanted || !viewer || !one || !other) return;
    let gone = false;
    const [z, y, x] = viewer.shape;
    const read = (id: number) => fetchVolume(`/api/revisions/${id}/mask`, z * y * x);
    Promise.all([read(one.id), read(other.id)])
      .then(([first, second]) => {
        if (gone) return;
        viewer.setMap('doubt', disagreementMap(first.data, second.data, viewer.shape));
        viewer.showUncertainty(true);
        setMasks([first.data, second.data]);
      })
      .catch(() => !gone && toast("The readers' masks could not be loaded; the merge itself is here."));
    return () => {
      gone = true;
    };
  }, [opened, viewer, wanted]);
  return masks;
}

const nowhere: readonly { index: Index }[] = [];

function usePlaces(opened: Opened, wanted: boolean) {
  const reads = useQuery({
    queryKey: ['case', opened.case.id, 'reads'],
    queryFn: () =>
      answer(api.GET('/api/cases/{case_id}/reads', { params: { path: { case_id: opened.case.id } } })),
    enabled: wanted,
    refetchInterval: ({ state: { data } }) => (wanted && !data?.comparison ? 2000 : false),
  });
  return useMemo(
    () =>
      reads.data?.comparison?.places.flatMap(({ index: [z, y, x] }) =>
        z === undefined || y === undefined || x === undefined ? [] : [{ index: [z, y, x] as Index }],
      ) ?? nowhere,
    [reads.data],
  );
}
