import { PointerStatus, useObservable, type VolumeViewer } from '@/viewer';
import { Proposed, WindowMenu } from '../components/StatusBar';
import styles from '../components/StatusBar.module.css';
import type { AnswerStore } from './AnswerStore';

interface Props {
  viewer: VolumeViewer | null;
  store: AnswerStore;
}

/** What is under the mouse, how far one is, and the window. */
export function ClassifyStatus({ viewer, store }: Props) {
  const { answers, undoable, proposal, model } = useObservable(store.state);
  const answered = store.asked.filter(({ key }) => answers[key]).length;
  return (
    <footer className={styles.status}>
      {viewer ? <PointerStatus viewer={viewer} unit="" /> : <span>Opening</span>}
      <span className="grow" />
      {proposal && <Proposed>{model === null ? 'imported proposal' : `proposal by v${model}`}</Proposed>}
      <span className={styles.cell}>
        Answered{' '}
        <b data-testid="answered">
          {answered} of {store.asked.length}
        </b>
      </span>
      <span className={styles.cell}>
        Undo <b data-testid="undoable">{undoable} of 50</b>
      </span>
      {viewer && <WindowMenu viewer={viewer} />}
    </footer>
  );
}
