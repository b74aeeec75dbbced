import { ProblemNotice, ProgressLine } from '@/ui';
import { axisOf, type Plane, type PlaneInfo } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import { useViewerState } from './useViewerState';
import styles from './VolumePanes.module.css';

interface Props {
  viewer: VolumeViewer;
  info: PlaneInfo;
  big: boolean;
}

/** Name, slice, and the patient's sides. */
export function PaneTexts({ viewer, info, big }: Props) {
  const { plane, name, count } = info;
  const slice = useViewerState(viewer, ({ focus }) => focus[axisOf[plane]]);
  return (
    <>
      <div className={styles.name}>
        <b>{name}</b>
        <span data-testid={`slice-${plane}`}>
          {count === 1 ? 'single image' : `${big ? 'slice ' : ''}${slice + 1} of ${count}`}
        </span>
      </div>
      <Sides {...info.letters} />
    </>
  );
}

export function Sides({ left, right, top, bottom }: PlaneInfo['letters']) {
  return (
    <>
      <span className={styles.left}>{left}</span>
      <span className={styles.right}>{right}</span>
      <span className={styles.top}>{top}</span>
      <span className={styles.bottom}>{bottom}</span>
    </>
  );
}

export function Zoom({ viewer, plane }: { viewer: VolumeViewer; plane: Plane }) {
  const zoom = useViewerState(viewer, () => viewer.zoomOf(plane));
  return <span className={styles.zoom}>zoom {zoom.toFixed(1)}</span>;
}

/** How many slices are there, or why the picture cannot be trusted any more. */
export function Loading({ viewer }: { viewer: VolumeViewer }) {
  const { loaded, problem, graphics } = useViewerState(viewer, (state) => ({
    loaded: state.loaded,
    problem: state.problem,
    graphics: state.graphics,
  }));
  if (problem) {
    return (
      <div className={styles.notice}>
        <ProblemNotice happened={problem} />
      </div>
    );
  }
  if (graphics === 'lost') {
    return (
      <p className={styles.said} role="status">
        The browser took the graphics away. The image comes back by itself; your edits are kept.
      </p>
    );
  }
  if (loaded >= 1) return null;
  const count = viewer.shape[0];
  return (
    <div className={styles.loading}>
      <ProgressLine
        fraction={loaded}
        label="Loading slices"
        text={`${Math.round(loaded * count)} of ${count} slices`}
      />
    </div>
  );
}
