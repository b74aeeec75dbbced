import { type RefObject, useSyncExternalStore } from 'react';
import { ProblemNotice, ProgressLine, QuietButton } from '@/ui';
import type { Plane, PlaneInfo, ViewerState, VolumeViewer } from '@/viewer';
import styles from '../Review.module.css';

export const NO_STATE = { get: () => null, subscribe: () => () => {} };

export function useViewerState(viewer: VolumeViewer | null): ViewerState | null {
  const source = viewer?.state ?? NO_STATE;
  return useSyncExternalStore<ViewerState | null>(source.subscribe, source.get);
}

const AXIS: Record<Plane, 0 | 1 | 2> = { z: 0, y: 1, x: 2 };

interface Props {
  viewer: VolumeViewer | null;
  elements: Record<Plane, RefObject<HTMLDivElement | null>>;
  /** A projection: one pane. */
  single: boolean;
}

/** Axial large, the two others beside it. */
export function Planes({ viewer, elements, single }: Props) {
  const state = useViewerState(viewer);
  const infos = viewer?.planes ?? [];
  return (
    <div className={styles.planes} data-single={single || undefined}>
      {(['z', 'x', 'y'] as const).map((plane) => {
        const info = infos.find((one) => one.plane === plane);
        return (
          <div key={plane} className={styles.pane}>
            <div ref={elements[plane]} className={styles.surface} data-plane={plane} />
            {info && state && <Words info={info} slice={state.focus[AXIS[plane]]} />}
            {plane === 'z' && state && <Loading state={state} />}
          </div>
        );
      })}
    </div>
  );
}

function Words({ info, slice }: { info: PlaneInfo; slice: number }) {
  return (
    <>
      <span className={styles.corner}>
        <b>{info.name}</b> slice {slice + 1} of {info.count}
      </span>
      <span className={`${styles.side} ${styles.left}`}>{info.letters.left}</span>
      <span className={`${styles.side} ${styles.right}`}>{info.letters.right}</span>
    </>
  );
}

function Loading({ state }: { state: ViewerState }) {
  if (state.problem) {
    return (
      <div className={styles.veil}>
        <ProblemNotice
          happened={state.problem}
          kept="The submitted mask is kept."
          todo={<QuietButton onClick={() => location.reload()}>Reload the page</QuietButton>}
        />
      </div>
    );
  }
  if (state.loaded >= 1) return null;
  return (
    <div className={styles.veil}>
      <ProgressLine
        label="Slices"
        fraction={state.loaded}
        text={`${Math.round(state.loaded * 100)} % of the slices are here`}
      />
    </div>
  );
}
