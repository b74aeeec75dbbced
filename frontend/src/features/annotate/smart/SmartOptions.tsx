import { useSyncExternalStore } from 'react';
import { tell } from '@/api/problem';
import { useViewerState, type VolumeViewer } from '@/viewer';
import styles from '../components/ToolOptions.module.css';
import type { SmartCorrection, SmartState } from './SmartCorrection';

interface Props {
  viewer: VolumeViewer;
  smart: SmartCorrection;
}

/** What the smart tool does, what it did, and why it could not. */
export function SmartOptions({ viewer, smart }: Props) {
  const { tool, label, editable } = useViewerState(viewer, (state) => ({
    tool: state.tool,
    label: state.labels.find(({ value }) => value === state.activeLabel),
    editable: state.editable,
  }));
  const state = useSyncExternalStore(smart.state.subscribe, smart.state.get);
  if (tool !== 'smart' || !editable) return null;
  if (!label || label.locked || !label.visible) {
    return (
      <div className={styles.bar}>
        <span className={styles.blocked}>
          {label
            ? `${label.name} ${label.locked ? 'is locked' : 'is hidden'}: nothing is corrected`
            : 'No label'}
        </span>
      </div>
    );
  }
  return (
    <div className={styles.bar}>
      {!state.error && (
        <>
          <span>
            Left: is <b>{label.name}</b>
          </span>
          <span>
            Right or <kbd>Alt</kbd> left: is not
          </span>
        </>
      )}
      <Said state={state} />
    </div>
  );
}

function Said({ state: { asking, last, error } }: { state: SmartState }) {
  if (asking.length > 0) return <span role="status">Asking the model</span>;
  if (error) {
    return (
      <span role="alert" className={styles.blocked}>
        {tell(error).happened}
      </span>
    );
  }
  if (!last) return null;
  const by = last.model ? `${last.model} + clicks` : 'No model yet: by intensity';
  return (
    <span role="status" data-testid="smart-said">
      {by} · <b>{last.changed.toLocaleString('en')}</b> voxels
      {last.left > 0 && `, ${last.left.toLocaleString('en')} edited meanwhile were left`}
    </span>
  );
}
