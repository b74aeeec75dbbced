import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { barsOf, type Index, sourceOf, type VolumeViewer } from '@/viewer';
import type { Reads, Revision } from '../api';
import { placeAfter } from '../logic/difference';
import { type Mode, shapeOf, showMode, useMasks } from './useMasks';

/** What the panes open with; kept, since another object means another case. */
export function useImages({ case_detail: detail, labels }: Pick<Revision | Reads, 'case_detail' | 'labels'>) {
  const [params] = useSearchParams();
  const asked = params.get('slice');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the case is what it is; the slice is where to open, once
  return useMemo(() => {
    const [depth, rows, columns] = shapeOf(detail);
    const z = Math.min(asked === null ? Math.floor(depth / 2) : Number(asked), depth - 1);
    const focus: Index = [z, Math.floor(rows / 2), Math.floor(columns / 2)];
    return {
      source: sourceOf(detail),
      labels: labels.map(({ value, name, color }) => ({
        value,
        name,
        colour: color ?? 1,
        visible: true,
        locked: true,
      })),
      focus,
      asked: asked !== null,
    };
  }, [detail.id]);
}

/** The places that differ, at which of them one stands, and the walk over them. */
export function useWalk(viewer: VolumeViewer | null, places: readonly { index: Index }[]) {
  const [at, setAt] = useState(-1);
  const go = (to: number | null) => {
    const place = to === null ? undefined : places[to];
    if (to === null || !place) return;
    setAt(to);
    viewer?.jumpTo(place.index);
  };
  return { at, go, walk: (by: 1 | -1) => go(placeAfter(places.length, at, by)) };
}

const nowhere: readonly { index: Index }[] = [];

/** The viewer with the mask of the chosen mode on it, at first where the reader changed most. */
export function useSight(revision: Revision) {
  const [viewer, setViewer] = useState<VolumeViewer | null>(null);
  const images = useImages(revision);
  const { masks, error } = useMasks(revision);
  const [mode, setMode] = useState<Mode>('submission');
  const { at, walk, go } = useWalk(viewer, masks?.difference?.places ?? nowhere);
  const opened = useRef(false);
  useEffect(() => {
    if (viewer && masks) showMode(viewer, masks, mode);
  }, [viewer, masks, mode]);
  useEffect(() => {
    if (!viewer || !masks) return;
    if (masks.doubt) viewer.setMap('doubt', masks.doubt);
    if (!opened.current && !images.asked) go(0);
    opened.current = true;
  });
  const bars = useMemo(
    () => (masks?.difference ? barsOf(masks.difference.perSlice) : null),
    [masks?.difference],
  );
  return { viewer, setViewer, images, masks, error, mode, setMode, at, walk, bars };
}

export type Sight = ReturnType<typeof useSight>;
