import { useCallback, useState } from 'react';
import { ProblemNotice, QuietButton } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import styles from './components/notices/notices.module.css';

/**
 * Handing in a case of which some slices could not be shown: the person is told once, and decides. `notice` is what to
 * show over the image.
 */
export function useUnseen(viewer: VolumeViewer | null, submit: () => void) {
  const [asked, setAsked] = useState(false);
  const bad = viewer?.state.get().badSlices ?? [];
  const ask = useCallback(() => {
    if (asked || !viewer?.state.get().badSlices.length) submit();
    setAsked((viewer?.state.get().badSlices.length ?? 0) > 0);
  }, [asked, viewer, submit]);
  const first = bad[0];
  const notice = asked && first !== undefined && (
    <div className={styles.notice}>
      <ProblemNotice
        tone="warn"
        happened={`${bad.length === 1 ? `Slice ${first + 1}` : `${bad.length} slices`} could not be shown, so nobody has looked there.`}
        kept="The case is not submitted yet."
        todo={
          <>
            <QuietButton onClick={() => viewer?.jumpToSlice('z', first)}>Show slice {first + 1}</QuietButton>
            <QuietButton onClick={submit}>Submit all the same</QuietButton>
            <QuietButton onClick={() => setAsked(false)}>Close</QuietButton>
          </>
        }
      />
    </div>
  );
  return { submit: ask, notice };
}
