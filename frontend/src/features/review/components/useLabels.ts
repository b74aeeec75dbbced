import { useSyncExternalStore } from 'react';
import type { Label, VolumeViewer } from '@/viewer';

const nothing = { subscribe: () => () => {}, labels: (): readonly Label[] | null => null };

/** Whether a label is shown; all are before there is a viewer. */
export function useLabels(viewer: VolumeViewer | null): (value: number) => boolean {
  const labels = useSyncExternalStore(
    viewer?.state.subscribe ?? nothing.subscribe,
    viewer ? () => viewer.state.get().labels : nothing.labels,
  );
  return (value) => labels?.find((label) => label.value === value)?.visible ?? true;
}
