import { type KeyboardEvent, useState } from 'react';
import { type Command, isFree, type KeyChoices, keysOf, nameOf, shown } from '@/lib/commands';
import styles from './KeySheet.module.css';

interface Props {
  command: Pick<Command<never>, 'id' | 'name' | 'keys'>;
  choices: KeyChoices;
  onKey: (key: string) => void;
  onDefault: () => void;
  /** A key was pressed that no command may have. */
  onRefused: (key: string) => void;
}

const held = /^(?:Shift|Control|Alt|Meta|AltGraph|CapsLock)$/;

/** One command and its keys: press the button, then the new key; Backspace gives the default back. */
export function KeyRow({ command, choices, onKey, onDefault, onRefused }: Props) {
  const [listening, setListening] = useState(false);
  const keys = keysOf(command, choices).map(shown);
  const listen = (event: KeyboardEvent) => {
    if (!listening || held.test(event.key)) return;
    if (event.key === 'Tab') return setListening(false);
    event.preventDefault();
    event.stopPropagation();
    const key = nameOf(event.nativeEvent);
    if (event.key === 'Escape') return setListening(false);
    if (!isFree(key)) return onRefused(key);
    setListening(false);
    if (event.key === 'Backspace') onDefault();
    else onKey(key);
  };
  return (
    <div className={styles.row}>
      <span>{command.name}</span>
      <button
        type="button"
        className={styles.key}
        data-own={choices[command.id] ? true : undefined}
        onClick={() => setListening(true)}
        onKeyDown={listen}
        onBlur={() => setListening(false)}
      >
        <span className="visually-hidden">Change the key of “{command.name}”, now </span>
        {listening ? (
          <kbd>press a key, Backspace: as made</kbd>
        ) : keys.length > 0 ? (
          keys.map((key) => <kbd key={key}>{key}</kbd>)
        ) : (
          <kbd>none</kbd>
        )}
      </button>
    </div>
  );
}
