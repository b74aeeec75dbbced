import { useSyncExternalStore } from 'react';
import type { Index, VolumeViewer } from '@/viewer';

const nowhere: Index = [0, 0, 0];
const silent = () => () => {};
const still = () => nowhere;

/** The place that all panes share. */
export function useFocus(viewer: VolumeViewer | null): Index {
  return useSyncExternalStore(
    viewer?.state.subscribe ?? silent,
    viewer ? () => viewer.state.get().focus : still,
  );
}
