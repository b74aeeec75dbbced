import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { Commands } from '@/lib/commands';
import { type Label, useObservable, useViewerState, type VolumeViewer } from '@/viewer';
import { giveTo, type LabelAct, labelActs, perform } from '../labelActs';
import { labelMenu } from '../labelMenu';
import styles from './SidePanel.module.css';

interface Props {
  viewer: VolumeViewer;
  label: Label;
  commands: Commands;
}

/** What acts on one label, in the slice shown or as a whole. Each is one step that undo takes back. */
export function LabelMenu({ viewer, label, commands }: Props) {
  const opened = useObservable(labelMenu) === label.value;
  const editable = useViewerState(viewer, (state) => state.editable);
  if (!editable) return null;
  return (
    <Menu
      position="bottom-end"
      withinPortal
      width={300}
      opened={opened}
      onChange={(open) => labelMenu.set(open ? label.value : null)}
    >
      <Menu.Target>
        <button type="button" className={styles.menu} aria-label={`More for ${label.name}`}>
          <IconDots size={14} stroke={1.75} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>{opened && <Acts {...{ viewer, label, commands }} />}</Menu.Dropdown>
    </Menu>
  );
}

function Acts({ viewer, label, commands }: Props) {
  const { labels, activeLabel } = viewer.state.get();
  const inHand = labels.find((each) => each.value === activeLabel);
  const item = (act: LabelAct, name = act.name) => {
    const key = label.value === activeLabel ? commands.keyFor(`op.${act.id}`) : '';
    return (
      <Menu.Item
        key={act.id}
        rightSection={key && <kbd>{key}</kbd>}
        onClick={() => perform(viewer, act, label.value)}
      >
        {name}
      </Menu.Item>
    );
  };
  return (
    <>
      <Menu.Label>{label.name}, slice shown</Menu.Label>
      {labelActs.filter(({ where }) => where === 'slice').map((act) => item(act))}
      <Menu.Label>{label.name}, all of it</Menu.Label>
      {labelActs.filter(({ where }) => where === 'volume').map((act) => item(act))}
      {inHand &&
        inHand.value !== label.value &&
        item(giveTo(inHand.value), `Give all of it to ${inHand.name}`)}
    </>
  );
}
