import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ProblemNotice, ProgressLine } from '@/ui';
import { away, type CompanionState, type CompanionViewer } from '../beside';
import type { VolumeSource } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import styles from './CompanionPane.module.css';

export interface CompanionPaneProps {
  /** The case that it stands beside. */
  viewer: VolumeViewer;
  /** Must keep its identity while the same series is shown. */
  source: VolumeSource;
  /** What the series is called, for the pane's name. */
  name: string;
  sameFrame: boolean;
  /** What stands above the image, once there is something to act on. */
  head: (companion: CompanionViewer | null) => ReactNode;
}

/** Another series beside the case: its image and where in it one is. */
export function CompanionPane({ viewer, source, name, sameFrame, head }: CompanionPaneProps) {
  const element = useRef<HTMLDivElement>(null);
  const { companion, problem } = useCompanion(viewer, element, source, sameFrame);
  return (
    <section className={styles.companion} aria-label={`Beside: ${name}`}>
      <div className={styles.head}>{head(companion)}</div>
      <div className={styles.body}>
        <div className={styles.pane} ref={element} />
        {companion && <Texts companion={companion} unit={source.modality === 'CT' ? 'HU' : ''} />}
        {!companion && !problem && (
          <div className={styles.waiting}>
            <ProgressLine fraction={null} label={name} text="Loads after the case's own slices" />
          </div>
        )}
        {problem && (
          <div className={styles.notice}>
            <ProblemNotice
              happened={problem}
              kept="Your case is not concerned."
              todo="Close it, or choose another series."
            />
          </div>
        )}
      </div>
    </section>
  );
}

/** The part of a companion's state that is named; drawn again with each change. */
export function useCompanionState(companion: CompanionViewer): CompanionState {
  return useSyncExternalStore(companion.state.subscribe, companion.state.get);
}

/** Opens the series when the case's own slices are there, and frees it when the pane closes. */
function useCompanion(
  viewer: VolumeViewer,
  element: React.RefObject<HTMLDivElement | null>,
  source: VolumeSource,
  sameFrame: boolean,
) {
  const [companion, setCompanion] = useState<CompanionViewer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let closed = false;
    let opened: CompanionViewer | null = null;
    const fail = (error: unknown) =>
      !closed && setProblem(error instanceof Error ? error.message : String(error));
    const off = whenLoaded(
      viewer,
      async () => {
        if (closed || !element.current) return;
        const made = await viewer.openBeside(element.current, source, { sameFrame });
        if (closed) return made.destroy();
        opened = made;
        setCompanion(made);
        await made.load();
      },
      fail,
    );
    return () => {
      closed = true;
      off();
      opened?.destroy();
      setCompanion(null);
      setProblem(null);
    };
  }, [viewer, element, source, sameFrame]);
  return { companion, problem };
}

/** Runs once when every slice of the case has arrived or loading has failed. */
function whenLoaded(viewer: VolumeViewer, run: () => Promise<void>, fail: (error: unknown) => void) {
  let begun = false;
  const look = () => {
    const { loaded, status } = viewer.state.get();
    if (begun || (loaded < 1 && status !== 'failed')) return;
    begun = true;
    run().catch(fail);
  };
  const off = viewer.state.subscribe(look);
  look();
  return off;
}

function Texts({ companion, unit }: { companion: CompanionViewer; unit: string }) {
  const state = useCompanionState(companion);
  const { info, turnedBy, place } = state;
  const notes = [
    state.synced && state.linkedBy ? away(place) : '',
    turnedBy >= 1 ? `turned ${Math.round(turnedBy)}°` : '',
  ].filter(Boolean);
  return (
    <>
      <div className={styles.name}>
        <b>{info.name}</b>
        <span data-testid="companion-slice">
          slice {place.slice + 1} of {info.count}
        </span>
      </div>
      <span className={styles.left}>{info.letters.left}</span>
      <span className={styles.right}>{info.letters.right}</span>
      <div className={styles.foot}>
        <span data-testid="companion-note">{notes.join(', ')}</span>
        <span className="grow" />
        {state.value !== null && (
          <span data-testid="companion-value">{`${Math.round(state.value)}${unit && ` ${unit}`}`}</span>
        )}
      </div>
      <Arriving state={state} count={companion.sliceCount} />
    </>
  );
}

function Arriving({ state, count }: { state: CompanionState; count: number }) {
  if (state.problem) {
    return (
      <div className={styles.notice}>
        <ProblemNotice happened={state.problem} kept="Your case is not concerned." />
      </div>
    );
  }
  if (state.loaded >= 1) return null;
  return (
    <div className={styles.waiting}>
      <ProgressLine
        fraction={state.loaded}
        label="Loading slices"
        text={`${Math.round(state.loaded * count)} of ${count} slices`}
      />
    </div>
  );
}
