import { useEffect, useState } from 'react';
import { budgetHere, preloadVolume, type VolumeViewer } from '@/viewer';
import { caseDetail, fetchVolume, nextInWork, type Opened } from '../api';
import { NextCase } from './NextCase';

const nextCase = new NextCase({
  next: nextInWork,
  detail: caseDetail,
  volume: fetchVolume,
  series: preloadVolume,
  budget: budgetHere,
  savesData: () =>
    (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData ?? false,
});

/** The case in hand comes first: the next one begins this long after it is all there. */
const REST_MS = 400;

/** Loads the next case while this one is edited. `masked`: the mask of this one has come. */
export function useNextCase(
  opened: Opened,
  slug: string,
  viewer: VolumeViewer | null,
  masked: boolean,
): void {
  const whole = useWhole(viewer);
  useEffect(() => {
    const { assignment_id: assignment } = opened;
    if (!viewer || !whole || !masked || assignment === null) return;
    const hand = { slug, assignment, memory: viewer.memory };
    const timer = setTimeout(() => void nextCase.prepare(hand), REST_MS);
    return () => clearTimeout(timer);
  }, [opened, slug, viewer, whole, masked]);
  useEffect(() => () => nextCase.left(), []);
}

/** Whether every slice of a viewer has come or failed. */
function useWhole(viewer: VolumeViewer | null): boolean {
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    const read = () => setWhole((viewer?.state.get().loaded ?? 0) >= 1);
    read();
    return viewer?.state.subscribe(read);
  }, [viewer]);
  return whole;
}
