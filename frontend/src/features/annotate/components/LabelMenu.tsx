import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { copyLabel, fillHoles, keepLargest, type Label, type VolumeViewer } from '@/viewer';
import styles from './SidePanel.module.css';

/** What acts on a whole label. Each is one step that undo takes back. */
export function LabelMenu({ viewer, label }: { viewer: VolumeViewer; label: Label }) {
  const slice = () => viewer.state.get().focus[0];
  const up = () => (viewer.planes[0]?.lastIsTop ? 1 : -1);
  const copy = (step: number) =>
    viewer.applyOperation('copy slice', (access) =>
      copyLabel(access, 'z', slice() + step, slice(), label.value),
    );
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <button type="button" className={styles.menu} aria-label={`More for ${label.name}`}>
          <IconDots size={14} stroke={1.75} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => viewer.applyOperation('fill holes', (access) => fillHoles(access, label.value, 'z'))}
        >
          Fill holes in each slice
        </Menu.Item>
        <Menu.Item
          onClick={() => viewer.applyOperation('keep largest', (access) => keepLargest(access, label.value))}
        >
          Keep only the largest piece
        </Menu.Item>
        <Menu.Item onClick={() => copy(up())}>Copy here from the slice above</Menu.Item>
        <Menu.Item onClick={() => copy(-up())}>Copy here from the slice below</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
