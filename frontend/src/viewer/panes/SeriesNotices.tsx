import { useState } from 'react';
import { ProblemNotice, QuietButton } from '@/ui';
import type { VolumeViewer } from '../VolumeViewer';
import styles from './SeriesNotices.module.css';
import { useViewerState } from './useViewerState';

/** What a person should know of the pixels themselves: a slice that is not there, a series that is large. */
export function SeriesNotices({ viewer }: { viewer: VolumeViewer }) {
  return (
    <>
      <BadSlice viewer={viewer} />
      <Large viewer={viewer} />
    </>
  );
}

function BadSlice({ viewer }: { viewer: VolumeViewer }) {
  const { slice, bad, editable } = useViewerState(viewer, (state) => ({
    slice: state.focus[0],
    bad: state.badSlices,
    editable: state.editable,
  }));
  if (!bad.includes(slice)) return null;
  return (
    <div className={styles.bad} data-testid="bad-slice">
      <ProblemNotice
        happened={`Slice ${slice + 1} could not be shown. ${viewer.problemOf(slice) ?? ''}`}
        kept={
          editable
            ? 'All other slices work. What is drawn on this one is kept, but nobody sees what lies under it.'
            : 'All other slices work.'
        }
        todo={<QuietButton onClick={() => viewer.retrySlice(slice)}>Try again</QuietButton>}
      />
    </div>
  );
}

function Large({ viewer }: { viewer: VolumeViewer }) {
  const [read, setRead] = useState(false);
  const { said } = viewer.memory;
  if (!said || read) return null;
  return (
    <div className={styles.large} role="status">
      <span>{said}</span>
      <QuietButton size="compact-xs" onClick={() => setRead(true)}>
        Close
      </QuietButton>
    </div>
  );
}
