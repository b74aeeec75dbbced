import { Menu } from '@mantine/core';
import { IconContrast2 } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { millilitres } from '@/lib/format';
import { PointerStatus, presetNamed, useViewerState, type VolumeViewer } from '@/viewer';
import type { Opened } from '../api';
import styles from './StatusBar.module.css';

interface Props {
  viewer: VolumeViewer | null;
  opened: Opened;
  ready: boolean;
  /** What stands before the pre-label's name. */
  children?: ReactNode;
}

/** What is under the mouse, what was changed, and the window. */
export function StatusBar({ viewer, opened, ready, children }: Props) {
  const { modality, draft } = opened.case;
  return (
    <footer className={styles.status}>
      {viewer ? <PointerStatus viewer={viewer} unit={modality === 'CT' ? 'HU' : ''} /> : <span>Opening</span>}
      <span className="grow" />
      {children}
      {draft && (
        <Proposed>{draft.model === null ? 'imported label' : `pre-label by v${draft.model}`}</Proposed>
      )}
      {viewer && ready && <Changed viewer={viewer} />}
      {viewer && <WindowMenu viewer={viewer} />}
    </footer>
  );
}

/** What the dashed lines on the image are. */
export function Proposed({ children }: { children: ReactNode }) {
  return (
    <span className={styles.cell}>
      <svg width="20" height="8" aria-hidden="true">
        <line
          x1="0"
          x2="20"
          y1="4"
          y2="4"
          stroke="var(--on-image)"
          strokeWidth="1.25"
          strokeDasharray="3 3"
        />
      </svg>
      {children}
    </span>
  );
}

function Changed({ viewer }: { viewer: VolumeViewer }) {
  const { version, undoable } = useViewerState(viewer, (state) => ({
    version: state.maskVersion,
    undoable: state.undoable,
  }));
  const [ml, setMl] = useState<number | null>(null);
  // Counting reads the whole mask: after the hand has come to rest.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that the mask has changed
  useEffect(() => {
    const timer = setTimeout(() => setMl(viewer.editedMl()), 250);
    return () => clearTimeout(timer);
  }, [viewer, version]);
  return (
    <>
      {ml !== null && (
        <span className={styles.cell}>
          Edited <b>{millilitres(ml)} ml</b>
        </span>
      )}
      <span className={styles.cell}>
        Undo <b data-testid="undoable">{undoable} of 50</b>
      </span>
    </>
  );
}

/** The window, and the presets for it. */
export function WindowMenu({ viewer }: { viewer: VolumeViewer }) {
  const { window, inverted } = useViewerState(viewer, (state) => ({
    window: state.window,
    inverted: state.inverted,
  }));
  const presets = viewer.presets;
  const named = presetNamed(presets, window);
  return (
    <Menu position="top-end">
      <Menu.Target>
        <button type="button" className={styles.window}>
          <span className="visually-hidden">Window presets </span>
          <IconContrast2 size={14} stroke={1.75} aria-hidden />
          {named?.name ?? 'Own'}{' '}
          <span className="t2">
            W {Math.round(window.width)} L {String(Math.round(window.level)).replace('-', '−')}
            {inverted && ' inverted'}
          </span>
          {named && <kbd>Alt {presets.indexOf(named) + 1}</kbd>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {presets.map((preset, position) => (
          <Menu.Item
            key={preset.name}
            rightSection={<kbd>Alt {position + 1}</kbd>}
            onClick={() => viewer.setWindow(preset.window)}
          >
            {preset.name}
          </Menu.Item>
        ))}
        <Menu.Item rightSection={<kbd>Shift I</kbd>} onClick={() => viewer.setInverted(!inverted)}>
          Invert
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
