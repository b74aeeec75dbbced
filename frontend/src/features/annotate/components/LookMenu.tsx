import { Menu } from '@mantine/core';
import {
  IconCheck,
  IconLayoutBoard,
  IconMinus,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Commands } from '@/lib/commands';
import { type LayoutKind, useObservable, useViewerState, type VolumeViewer } from '@/viewer';
import styles from './LookMenu.module.css';

interface Props {
  viewer: VolumeViewer;
  commands: Commands;
}

const kinds: readonly (readonly [LayoutKind, string])[] = [
  ['planes', 'Three planes'],
  ['one', 'One plane'],
  ['solid', 'Planes and 3D'],
  ['surface', '3D alone'],
];

/** What stands in the corner of the big pane: playing the slices, and the menu of what one looks at. */
export function LookMenu({ viewer, commands }: Props) {
  const { single } = viewer.layout;
  return (
    <span className={styles.corner}>
      {!single && <CineControls {...{ viewer, commands }} />}
      <Menu position="bottom-end" width={220} withinPortal>
        <Menu.Target>
          <button type="button" className={styles.button} aria-label="What is shown" title="What is shown">
            <IconLayoutBoard size={16} stroke={1.75} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {!single && <Layouts {...{ viewer, commands }} />}
          <Act {...{ commands }} id="view.reset" name="Whole slice" />
          <Invert {...{ viewer, commands }} />
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function Layouts({ viewer, commands }: Props) {
  const { kind } = useObservable(viewer.layout.state);
  return (
    <>
      {kinds.map(([each, name]) => (
        <Menu.Item
          key={each}
          aria-current={each === kind || undefined}
          leftSection={<Check on={each === kind} />}
          rightSection={<Key name={commands.keyFor(`layout.${each}`)} />}
          onClick={() => commands.run(`layout.${each}`)}
        >
          {name}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Act {...{ commands }} id="layout.next" name="Next of these" />
      <Act {...{ commands }} id="layout.swap" name="Next plane in the big pane" />
      <Menu.Divider />
    </>
  );
}

function Act({ commands, id, name }: { commands: Commands; id: string; name: string }) {
  return (
    <Menu.Item
      leftSection={<Check on={false} />}
      rightSection={<Key name={commands.keyFor(id)} />}
      onClick={() => commands.run(id)}
    >
      {name}
    </Menu.Item>
  );
}

function Invert({ viewer, commands }: Props) {
  const inverted = useViewerState(viewer, (state) => state.inverted);
  return (
    <Menu.Item
      aria-current={inverted || undefined}
      leftSection={<Check on={inverted} />}
      rightSection={<Key name={commands.keyFor('window.invert')} />}
      onClick={() => commands.run('window.invert')}
    >
      Invert
    </Menu.Item>
  );
}

function Key({ name }: { name: string }) {
  return name ? <kbd>{name}</kbd> : null;
}

function Check({ on }: { on: boolean }) {
  return <IconCheck size={14} stroke={1.75} aria-hidden style={{ visibility: on ? 'visible' : 'hidden' }} />;
}

function CineControls({ viewer, commands }: Props) {
  const { playing, rate, turns } = useObservable(viewer.cine.state);
  const button = (id: string, name: string, Icon: ComponentType<{ size: number; stroke: number }>) => (
    <button
      type="button"
      className={styles.button}
      aria-label={name}
      title={`${name} (${commands.keyFor(id)})`}
      onClick={() => commands.run(id)}
    >
      <Icon size={16} stroke={1.75} />
    </button>
  );
  return (
    <span className={styles.cine} data-playing={playing || undefined}>
      {playing && (
        <>
          <button
            type="button"
            className={styles.turns}
            aria-pressed={turns}
            title="At the last slice: turn or begin again"
            onClick={() => commands.run('cine.turns')}
          >
            {turns ? 'to and fro' : 'round'}
          </button>
          {button('cine.slower', 'Play slower', IconMinus)}
          <span className={styles.rate}>{rate} per s</span>
          {button('cine.faster', 'Play faster', IconPlus)}
        </>
      )}
      {playing
        ? button('cine.play', 'Stop', IconPlayerPause)
        : button('cine.play', 'Play the slices', IconPlayerPlay)}
    </span>
  );
}
