import { IconEye, IconEyeOff, IconLock, IconLockOpen } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { millilitres } from '@/lib/format';
import type { Label } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import styles from './LabelList.module.css';
import { useViewerState } from './useViewerState';

/** The key of each label, in the order of the list. */
export const labelKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-', '='];

interface Props {
  viewer: VolumeViewer;
  /** What acts on a whole label: the row's menu. */
  menu?: (label: Label) => ReactNode;
  /** A right click on a row. */
  onMenu?: (label: Label) => void;
  /** Below the rows: how labels are drawn. */
  children?: ReactNode;
}

/** The labels of the project with their volumes; click to take one in hand, eye to hide, lock to keep. */
export function LabelList({ viewer, menu, onMenu, children }: Props) {
  const { labels, activeLabel } = useViewerState(viewer, (state) => ({
    labels: state.labels,
    activeLabel: state.activeLabel,
    version: state.maskVersion,
  }));
  const anyVisible = labels.some((label) => label.visible);
  return (
    <section aria-label="Labels">
      <div className={styles.head}>
        <h2>Labels</h2>
        <span className="small t3">ml</span>
        <button
          type="button"
          className={styles.all}
          title="Show or hide all (H)"
          onClick={() => viewer.setAllVisible(!anyVisible)}
        >
          All <kbd>H</kbd>
        </button>
      </div>
      {labels.map((label, position) => (
        <div
          key={label.value}
          className={styles.row}
          data-active={label.value === activeLabel || undefined}
          data-off={!label.visible || undefined}
        >
          <button
            type="button"
            className={styles.take}
            onContextMenu={(event) => {
              if (!onMenu) return;
              event.preventDefault();
              onMenu(label);
            }}
            aria-pressed={label.value === activeLabel}
            onClick={() => viewer.setActiveLabel(label.value)}
          >
            <span className={styles.key}>{labelKeys[position] ?? ''}</span>
            <span
              className={styles.swatch}
              style={{ background: `var(--label-${((label.colour - 1) % 12) + 1})` }}
            />
            <span className="ellipsis">{label.name}</span>
            <span className={styles.ml} data-testid={`ml-${label.value}`}>
              {millilitres(viewer.volumeMl(label.value))}
            </span>
          </button>
          <IconToggle
            on={!label.visible}
            name={`${label.visible ? 'Hide' : 'Show'} ${label.name}`}
            icon={
              label.visible ? <IconEye size={14} stroke={1.75} /> : <IconEyeOff size={14} stroke={1.75} />
            }
            onClick={() => viewer.setLabel(label.value, { visible: !label.visible })}
          />
          {viewer.state.get().editable && (
            <IconToggle
              on={label.locked}
              name={`${label.locked ? 'Unlock' : 'Lock'} ${label.name}`}
              icon={
                label.locked ? <IconLock size={14} stroke={1.75} /> : <IconLockOpen size={14} stroke={1.75} />
              }
              onClick={() => viewer.setLabel(label.value, { locked: !label.locked })}
            />
          )}
          {menu?.(label)}
        </div>
      ))}
      {children}
    </section>
  );
}

function IconToggle(props: { on: boolean; name: string; icon: ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      className={styles.icon}
      aria-label={props.name}
      title={props.name}
      data-on={props.on || undefined}
      onClick={props.onClick}
    >
      {props.icon}
    </button>
  );
}
