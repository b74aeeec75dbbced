import { Modal } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import { saveKeys } from '@/api/keys';
import { tell } from '@/api/problem';
import {
  type Command,
  type KeyChoices,
  keyChoices,
  ownerOf,
  shown,
  withDefault,
  withKey,
} from '@/lib/commands';
import { KeyRow } from './KeyRow';
import styles from './KeySheet.module.css';
import { QuietButton } from './QuietButton';

/** What the mouse does, which no command says. */
type Mouse = Readonly<Record<string, readonly (readonly [does: string, how: string])[]>>;

const looking: Mouse = {
  Looking: [
    ['Slice', 'Wheel'],
    ['Pan', 'Space + drag'],
    ['Zoom', 'Ctrl + wheel, right drag'],
  ],
};

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Of the screen. */
  commands: readonly Command<never>[];
  /** The headings, in order. */
  groups: readonly string[];
  /** What the mouse does beside looking, by heading. */
  mouse?: Mouse;
}

/** All keys, by group. Each can be changed; the choice is kept with the person. */
export function KeySheet({ opened, onClose, commands, groups, mouse }: Props) {
  const choices = useSyncExternalStore(keyChoices.subscribe, keyChoices.get);
  const [said, setSaid] = useState('');
  const save = (next: KeyChoices, words: string) => {
    setSaid(words);
    saveKeys(next).catch((error: unknown) => setSaid(`The keys were not kept. ${tell(error).happened}`));
  };
  const choose = (id: string, key: string) => {
    const owner = ownerOf(commands, choices, key);
    const taken = owner && owner.id !== id ? ` It was the key of “${owner.name}”.` : '';
    save(withKey(commands, choices, id, key), `${shown(key)} it is.${taken}`);
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size={1040}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={styles.foot}>
        <span className="grow" role="status">
          {said || 'Click a key to change it. Your keys follow you to every computer.'}
        </span>
        {Object.keys(choices).length > 0 && (
          <QuietButton onClick={() => save({}, 'Every key is as it was made.')}>All as made</QuietButton>
        )}
      </div>
      <div className={styles.columns}>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <KeyRow
                  key={command.id}
                  command={command}
                  choices={choices}
                  onKey={(key) => choose(command.id, key)}
                  onDefault={() =>
                    save(withDefault(commands, choices, command.id), `${command.name}: as made.`)
                  }
                  onRefused={(key) => setSaid(`${shown(key)} belongs to the browser. Take another.`)}
                />
              ))}
            {(mouse?.[group] ?? looking[group] ?? []).map(([does, how]) => (
              <div key={does} className={styles.row}>
                <span>{does}</span>
                <kbd>{how}</kbd>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Modal>
  );
}
