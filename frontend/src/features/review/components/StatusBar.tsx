import { useSyncExternalStore } from 'react';
import { fixed } from '@/lib/numbers';
import type { Pointed, ViewerState, VolumeViewer } from '@/viewer';
import styles from '../Review.module.css';
import { NO_STATE } from './Planes';

interface Props {
  viewer: VolumeViewer | null;
  state: ViewerState | null;
  modality: string;
}

/** What lies under the mouse, and the window. */
export function StatusBar({ viewer, state, modality }: Props) {
  const source = viewer?.pointed ?? NO_STATE;
  const pointed = useSyncExternalStore<Pointed | null>(source.subscribe, source.get);
  const label = state?.labels.find((one) => one.value === pointed?.label);
  return (
    <footer className={styles.status}>
      {pointed && (
        <>
          <span>
            <b>{fixed(pointed.intensity, 0)}</b> {modality === 'CT' ? 'HU' : ''}
          </span>
          <span>{label?.name ?? 'no label'}</span>
          {pointed.uncertainty !== null && (
            <span>
              uncertainty <b>{fixed(pointed.uncertainty, 2)}</b>
            </span>
          )}
        </>
      )}
      <span className="grow" />
      <span className="t3">
        <kbd>↑</kbd> <kbd>↓</kbd> slice&ensp;<kbd>H</kbd> hide labels&ensp;<kbd>W</kbd> window
      </span>
      {state && (
        <span>
          W {fixed(state.window.width, 0)} L {fixed(state.window.level, 0)}
        </span>
      )}
    </footer>
  );
}
