import { useEffect } from 'react';
import { toast } from '@/ui';
import type { VolumeViewer } from '@/viewer';

/** Shows what a tool has to say. */
export function useRemarks(viewer: VolumeViewer | null): void {
  useEffect(
    () =>
      viewer?.remark.subscribe(() => {
        const said = viewer.remark.get();
        if (!said) return;
        toast(said);
        viewer.remark.set(null);
      }),
    [viewer],
  );
}
