import { type ReactNode, useLayoutEffect, useMemo, useRef } from 'react';
import { ProblemNotice } from '@/ui';
import { browserMemory } from '../layout/memory';
import { type PaneContent, PaneLayout, panesOf } from '../layout/PaneLayout';
import { type Index, type Label, type Plane, planes, type VolumeSource } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import { PaneCell } from './PaneCell';
import { Loading, Zoom } from './PaneTexts';
import { Scrubber } from './Scrubber';
import { SeriesNotices } from './SeriesNotices';
import { SurfacePane } from './SurfacePane';
import { useObservable } from './useObservable';
import { useOpenVolume } from './useOpenVolume';
import styles from './VolumePanes.module.css';

interface Props {
  source: VolumeSource;
  labels: readonly Label[];
  editable: boolean;
  /** Where to open; the middle when left out. */
  focus?: Index;
  /** Whose layout it is: it is kept in this browser for each person. */
  person?: string;
  /** The doubt of each slice, z up: the bars of the scrubber. */
  doubt?: readonly number[] | null;
  /** Slices (z) that have a comment. */
  pinned?: readonly number[];
  /** The viewer once it takes a mask; null when the panes close. */
  onViewer: (viewer: VolumeViewer | null) => void;
  /** What stands in the upper right corner of the big pane: the menu of what one looks at. */
  corner?: ReactNode;
  /** What floats at the bottom of the big pane: options of the tool in hand. */
  children?: ReactNode;
}

const places = ['a', 'b', 'c'] as const;

/** The panes of one series, linked. The source must keep its identity while the same case is open. */
export function VolumePanes(props: Props) {
  const { source, person = '' } = props;
  const single = source.shape[0] === 1;
  const layout = useMemo(
    () => new PaneLayout({ single, memory: browserMemory(person, source.modality) }),
    [single, person, source.modality],
  );
  const elements = {
    z: useRef<HTMLDivElement>(null),
    y: useRef<HTMLDivElement>(null),
    x: useRef<HTMLDivElement>(null),
  };
  const { viewer, problem } = useOpenVolume(elements, { ...props, layout });
  const shown = useObservable(layout.state);
  const { big, small } = panesOf(shown);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a pane that is shown again has to be drawn
  useLayoutEffect(() => viewer?.redraw(), [viewer, shown]);
  const areaOf = (content: PaneContent) =>
    content === big ? 'big' : (places[small.indexOf(content)] ?? null);
  const scrubs: Plane | null = single || big === 'surface' ? null : big;
  return (
    <div className={styles.planes} data-beside={small.length}>
      {planes.map((plane) => (
        <PaneCell
          key={plane}
          {...{ plane, viewer, layout }}
          element={elements[plane]}
          area={areaOf(plane)}
          scrubbed={plane === scrubs}
        />
      ))}
      {viewer && areaOf('surface') && (
        <SurfacePane {...{ viewer, layout }} area={areaOf('surface') ?? 'big'} />
      )}
      <div className={styles.over} data-scrubbed={scrubs !== null || undefined}>
        {viewer && scrubs && (
          <Scrubber
            {...{ viewer }}
            plane={scrubs}
            doubt={(scrubs === 'z' && props.doubt) || null}
            pinned={scrubs === 'z' ? (props.pinned ?? []) : []}
          />
        )}
        <div className={styles.corner}>
          {viewer && big !== 'surface' && <Zoom viewer={viewer} plane={big} />}
          {props.corner}
        </div>
        <div className={styles.options}>{props.children}</div>
        {viewer && <SeriesNotices viewer={viewer} />}
        {viewer && <Loading viewer={viewer} />}
        {problem && <Unopened problem={problem} />}
      </div>
    </div>
  );
}

function Unopened({ problem }: { problem: string }) {
  return (
    <div className={styles.notice}>
      <ProblemNotice
        happened={problem}
        kept="Nothing was changed."
        todo="Reload the page to try again, or go back and open another case."
      />
    </div>
  );
}
