import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ProblemNotice, ProgressLine } from '@/ui';
import { openVolume } from '../openVolume';
import type { Index, Label, Plane, PlaneInfo, VolumeSource } from '../types';
import { axisOf } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import { Scrubber } from './Scrubber';
import { useViewerState } from './useViewerState';
import styles from './VolumePanes.module.css';

interface Props {
  source: VolumeSource;
  labels: readonly Label[];
  editable: boolean;
  /** Where to open; the middle when left out. */
  focus?: Index;
  /** The doubt of each slice, z up: the bars of the scrubber. */
  doubt?: readonly number[] | null;
  /** Slices (z) that have a comment. */
  pinned?: readonly number[];
  /** The viewer once it takes a mask; null when the panes close. */
  onViewer: (viewer: VolumeViewer | null) => void;
  /** What floats at the bottom of the big pane: options of the tool in hand. */
  children?: ReactNode;
}

/** Three linked planes of one series. The source must keep its identity while the same case is open. */
export function VolumePanes(props: Props) {
  const { source, onViewer } = props;
  const main = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLDivElement>(null);
  const below = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<VolumeViewer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const start = useRef({ labels: props.labels, editable: props.editable, focus: props.focus, onViewer });
  start.current.onViewer = onViewer;

  useEffect(() => {
    let closed = false;
    let opened: VolumeViewer | null = null;
    const elements = { z: main.current, x: side.current, y: below.current };
    if (!elements.z || !elements.x || !elements.y) return;
    const { labels, editable, focus } = start.current;
    openVolume({ z: elements.z, x: elements.x, y: elements.y }, source, { labels, editable, focus })
      .then((made) => {
        if (closed) return made.destroy();
        opened = made;
        setViewer(made);
        start.current.onViewer(made);
      })
      .catch(
        (error: unknown) => !closed && setProblem(error instanceof Error ? error.message : String(error)),
      );
    return () => {
      closed = true;
      opened?.destroy();
      setViewer(null);
      start.current.onViewer(null);
    };
  }, [source]);

  const single = source.shape[0] === 1;
  return (
    <div className={styles.planes} data-single={single || undefined}>
      <div className={styles.main}>
        <div className={styles.pane} ref={main} />
        {viewer && <PaneTexts viewer={viewer} plane="z" zoom />}
        {viewer && !single && (
          <Scrubber viewer={viewer} doubt={props.doubt ?? null} pinned={props.pinned ?? []} />
        )}
        <div className={styles.options}>{props.children}</div>
        {viewer && <Loading viewer={viewer} />}
        {problem && (
          <div className={styles.notice}>
            <ProblemNotice
              happened={problem}
              kept="Nothing was changed."
              todo="Reload the page to try again, or go back and open another case."
            />
          </div>
        )}
      </div>
      <div className={styles.small} hidden={single}>
        <div className={styles.pane} ref={side} />
        {viewer && !single && <PaneTexts viewer={viewer} plane="x" />}
      </div>
      <div className={styles.small} hidden={single}>
        <div className={styles.pane} ref={below} />
        {viewer && !single && <PaneTexts viewer={viewer} plane="y" />}
      </div>
    </div>
  );
}

function PaneTexts({ viewer, plane, zoom }: { viewer: VolumeViewer; plane: Plane; zoom?: boolean }) {
  const state = useViewerState(viewer, ({ focus, zoom: factor }) => ({
    slice: focus[axisOf[plane]],
    zoom: factor,
  }));
  const info: PlaneInfo | undefined = viewer.planes.find((each) => each.plane === plane);
  if (!info) return null;
  return (
    <>
      <div className={styles.name}>
        <b>{info.name}</b>
        <span data-testid={`slice-${plane}`}>
          {zoom && 'slice '}
          {state.slice + 1} of {info.count}
        </span>
      </div>
      {zoom && <div className={styles.zoom}>zoom {state.zoom.toFixed(1)}</div>}
      <span className={styles.left}>{info.letters.left}</span>
      <span className={styles.right}>{info.letters.right}</span>
    </>
  );
}

function Loading({ viewer }: { viewer: VolumeViewer }) {
  const { loaded, problem } = useViewerState(viewer, (state) => ({
    loaded: state.loaded,
    problem: state.problem,
  }));
  if (problem) {
    return (
      <div className={styles.notice}>
        <ProblemNotice happened={problem} />
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
