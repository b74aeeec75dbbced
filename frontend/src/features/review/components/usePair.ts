import { useEffect, useMemo, useRef, useState } from 'react';
import {
  barsOf,
  differencePerSlice,
  disagreementMap,
  type Index,
  linkViewers,
  type VolumeViewer,
} from '@/viewer';
import { type Read, type Reads, revisionMask } from '../api';
import { shapeOf } from './useMasks';
import { useImages, useWalk } from './useSight';

interface Both {
  masks: readonly [Uint8Array, Uint8Array];
  /** Where they differ, for the ember ramp. */
  map: Uint8Array;
  bars: number[];
}

async function load(pair: readonly [Read, Read], shape: Index): Promise<Both> {
  const voxels = shape[0] * shape[1] * shape[2];
  const [one, other] = await Promise.all([
    revisionMask(pair[0].id, voxels),
    revisionMask(pair[1].id, voxels),
  ]);
  return {
    masks: [one, other],
    map: disagreementMap(one, other, shape),
    bars: barsOf(differencePerSlice(one, other, shape[0])),
  };
}

/** Both reads on two linked viewers, the disagreement over both, and the walk over the disputed places. */
export function usePair(reads: Reads, pair: readonly [Read, Read]) {
  const [first, setFirst] = useState<VolumeViewer | null>(null);
  const [second, setSecond] = useState<VolumeViewer | null>(null);
  const [both, setBoth] = useState<Both | null>(null);
  const [error, setError] = useState<unknown>(null);
  const images = useImages(reads);
  const places = usePlaces(reads);
  const { at, go, walk } = useWalk(first, places);
  // biome-ignore lint/correctness/useExhaustiveDependencies: revisions never change
  useEffect(() => {
    let gone = false;
    load(pair, shapeOf(reads.case_detail))
      .then((loaded) => !gone && setBoth(loaded))
      .catch((failed: unknown) => !gone && setError(failed));
    return () => {
      gone = true;
    };
  }, [pair[0].id, pair[1].id]);
  useEffect(() => {
    if (!first || !second || !both) return;
    for (const [viewer, mask] of [
      [first, both.masks[0]],
      [second, both.masks[1]],
    ] as const) {
      viewer.setMask(mask);
      viewer.setMap('doubt', both.map);
      viewer.showUncertainty(true);
    }
    return linkViewers(first, second);
  }, [first, second, both]);
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current || !first || !second || !both || places.length === 0 || images.asked) return;
    opened.current = true;
    go(0);
  });
  return { viewer: first, setFirst, setSecond, images, error, places, at, walk, bars: both?.bars ?? null };
}

export type Pair = ReturnType<typeof usePair>;

const nowhere: readonly { index: Index; ml: number; labels: number[][]; thin: boolean }[] = [];

/** The disputed places as the server found them, the largest first. */
function usePlaces({ comparison }: Reads) {
  return useMemo(
    () =>
      comparison?.places.flatMap(({ index: [z, y, x], ml, labels, thin }) =>
        z === undefined || y === undefined || x === undefined
          ? []
          : [{ index: [z, y, x] as Index, ml, labels, thin }],
      ) ?? nowhere,
    [comparison],
  );
}
