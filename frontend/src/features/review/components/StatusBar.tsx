import type { ReactNode } from 'react';
import type { Commands } from '@/lib/commands';
import { fixed } from '@/lib/numbers';
import { PointerStatus, useViewerState, type VolumeViewer } from '@/viewer';
import styles from '../Review.module.css';

interface Props {
  viewer: VolumeViewer | null;
  modality: string;
  commands: Commands;
  children?: ReactNode;
}

/** What lies under the mouse, and the window. */
export function StatusBar({ viewer, modality, commands, children }: Props) {
  return (
    <footer className={styles.status}>
      {viewer ? <PointerStatus viewer={viewer} unit={modality === 'CT' ? 'HU' : ''} /> : <span>Opening</span>}
      <span className="grow" />
      {children}
      {viewer && <Window viewer={viewer} />}
      <KeysButton commands={commands} />
    </footer>
  );
}

/** Opens the sheet of keys. */
export function KeysButton({ commands }: { commands: Commands }) {
  return (
    <button type="button" className={styles.keys} onClick={() => commands.run('help.keys')}>
      All keys <kbd>{commands.keyFor('help.keys')}</kbd>
    </button>
  );
}

function Window({ viewer }: { viewer: VolumeViewer }) {
  const window = useViewerState(viewer, (state) => state.window);
  return (
    <span>
      W {fixed(window.width, 0)} L {fixed(window.level, 0)}
    </span>
  );
}
