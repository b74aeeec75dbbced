import { type RefObject, useEffect, useRef, useState } from 'react';
import type { PaneLayout } from '../layout/PaneLayout';
import { openVolume } from '../openVolume';
import type { Index, Label, Plane, VolumeSource } from '../types';
import type { VolumeViewer } from '../VolumeViewer';

export type PaneElements = Readonly<Record<Plane, RefObject<HTMLDivElement | null>>>;

interface Opening {
  source: VolumeSource;
  labels: readonly Label[];
  editable: boolean;
  focus?: Index;
  layout?: PaneLayout;
  onViewer: (viewer: VolumeViewer | null) => void;
}

/** Opens a series on the panes and closes it with them; another source is another case. */
export function useOpenVolume(elements: PaneElements, opening: Opening) {
  const { source } = opening;
  const [viewer, setViewer] = useState<VolumeViewer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef(opening);
  latest.current = opening;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the elements never change; the rest is read where it opens
  useEffect(() => {
    let closed = false;
    let opened: VolumeViewer | null = null;
    const { z, y, x } = { z: elements.z.current, y: elements.y.current, x: elements.x.current };
    if (!z || !y || !x) return;
    const { labels, editable, focus, layout } = latest.current;
    openVolume({ z, x, y }, source, { labels, editable, focus, layout })
      .then((made) => {
        if (closed) return made.destroy();
        opened = made;
        setViewer(made);
        latest.current.onViewer(made);
      })
      .catch(
        (error: unknown) => !closed && setProblem(error instanceof Error ? error.message : String(error)),
      );
    return () => {
      closed = true;
      opened?.destroy();
      setViewer(null);
      setProblem(null);
      latest.current.onViewer(null);
    };
  }, [source]);
  return { viewer, problem };
}
