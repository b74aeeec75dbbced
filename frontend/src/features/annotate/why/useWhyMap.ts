import { useEffect, useState } from 'react';
import type { VolumeViewer } from '@/viewer';
import { WhyMap } from './WhyMap';

/** The map of one case; null until there is a viewer. */
function useWhyMap(caseId: number, viewer: VolumeViewer | null): WhyMap | null {
  const [map, setMap] = useState<WhyMap | null>(null);
  useEffect(() => {
    if (!viewer) return;
    const made = new WhyMap(caseId, viewer);
    setMap(made);
    return () => {
      made.close();
      setMap(null);
    };
  }, [caseId, viewer]);
  return map;
}

/** It follows the finding in hand. */
export function useWhyOfFinding(caseId: number, viewer: VolumeViewer | null, finding: string) {
  const map = useWhyMap(caseId, viewer);
  useEffect(() => map?.follow({ finding }), [map, finding]);
  return map;
}

/** It follows the label in hand. */
export function useWhyOfLabel(caseId: number, viewer: VolumeViewer | null) {
  const map = useWhyMap(caseId, viewer);
  useEffect(() => {
    if (!viewer || !map) return;
    const follow = () => map.follow({ label: viewer.state.get().activeLabel });
    follow();
    return viewer.state.subscribe(follow);
  }, [viewer, map]);
  return map;
}
