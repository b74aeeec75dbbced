import { Modal } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { keyChoices, keysOf, shown } from '@/lib/commands';
import { editorCommands } from '../commands';
import { groups } from '../commands/types';

/** What the mouse does, which no command says. */
const mouse: Readonly<Record<string, readonly (readonly [does: string, how: string])[]>> = {
  Tools: [['Paint a ball over several slices', 'Shift held']],
  Looking: [
    ['Slice', 'Wheel'],
    ['Pan', 'Space + drag'],
    ['Zoom', 'Ctrl + wheel, right drag'],
  ],
};

/** All keys, by group. */
export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const choices = useSyncExternalStore(keyChoices.subscribe, keyChoices.get);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size={960}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div style={{ columns: 3, columnGap: 'var(--s-5)' }}>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3 style={{ marginBottom: 'var(--s-2)' }}>{group}</h3>
            {editorCommands
              .filter((command) => command.group === group)
              .map((command) => (
                <Row key={command.id} does={command.name} keys={keysOf(command, choices).map(shown)} />
              ))}
            {(mouse[group] ?? []).map(([does, how]) => (
              <Row key={does} does={does} keys={[how]} />
            ))}
          </section>
        ))}
      </div>
    </Modal>
  );
}

function Row({ does, keys }: { does: string; keys: readonly string[] }) {
  return (
    <div className="row" style={{ minHeight: 'var(--row-dense)', breakInside: 'avoid' }}>
      <span className="small t2 grow">{does}</span>
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </div>
  );
}
