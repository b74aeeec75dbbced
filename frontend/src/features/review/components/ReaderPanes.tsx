import { useRef } from 'react';
import { ProblemNotice, ProgressLine } from '@/ui';
import {
  axisOf,
  type Index,
  type Label,
  type Plane,
  useOpenVolume,
  useViewerState,
  type VolumeSource,
  type VolumeViewer,
} from '@/viewer';
import styles from './ReaderPanes.module.css';

interface Props {
  /** What the buttons call it. */
  letter: 'A' | 'B';
  /** "Reader A", or the person's name. */
  name: string;
  source: VolumeSource;
  labels: readonly Label[];
  focus: Index;
  onViewer: (viewer: VolumeViewer | null) => void;
}

/** One reader's mask: the axial plane, and the two others small below it. */
export function ReaderPanes({ letter, name, source, labels, focus, onViewer }: Props) {
  const z = useRef<HTMLDivElement>(null);
  const x = useRef<HTMLDivElement>(null);
  const y = useRef<HTMLDivElement>(null);
  const { viewer, problem } = useOpenVolume(
    { z, y, x },
    { source, labels, focus, editable: false, onViewer },
  );
  const flat = source.shape[0] === 1;
  return (
    <section className={styles.reader} data-flat={flat || undefined} aria-label={name}>
      <div className={styles.cell}>
        <div ref={z} className={styles.pane} data-plane="z" />
        <span className={styles.reads}>{name.endsWith(` ${letter}`) ? name : `${letter}  ${name}`}</span>
        {viewer && <Words viewer={viewer} plane="z" />}
        <Arriving viewer={viewer} problem={problem} />
      </div>
      <div className={styles.cell}>
        <div ref={x} className={styles.pane} data-plane="x" />
        {viewer && !flat && <Words viewer={viewer} plane="x" />}
      </div>
      <div className={styles.cell}>
        <div ref={y} className={styles.pane} data-plane="y" />
        {viewer && !flat && <Words viewer={viewer} plane="y" />}
      </div>
    </section>
  );
}

function Words({ viewer, plane }: { viewer: VolumeViewer; plane: Plane }) {
  const slice = useViewerState(viewer, ({ focus }) => focus[axisOf[plane]]);
  const info = viewer.planes.find((each) => each.plane === plane);
  if (!info) return null;
  return (
    <>
      <span className={styles.name}>
        <b>{info.name}</b> {info.count === 1 ? 'single image' : `slice ${slice + 1} of ${info.count}`}
      </span>
      <span className={styles.left}>{info.letters.left}</span>
      <span className={styles.right}>{info.letters.right}</span>
    </>
  );
}

function Arriving({ viewer, problem }: { viewer: VolumeViewer | null; problem: string | null }) {
  if (problem) {
    return (
      <div className={styles.veil}>
        <ProblemNotice happened={problem} kept="Both masks are kept." todo="Reload the page to try again." />
      </div>
    );
  }
  return viewer && <Loading viewer={viewer} />;
}

function Loading({ viewer }: { viewer: VolumeViewer }) {
  const { loaded, problem } = useViewerState(viewer, (state) => ({
    loaded: state.loaded,
    problem: state.problem,
  }));
  if (problem) {
    return (
      <div className={styles.veil}>
        <ProblemNotice happened={problem} kept="Both masks are kept." />
      </div>
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
