import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { type Command, keymapOf, keysOf } from './commands';
import { keyChoices } from './keyChoices';
import { isTyping, nameOf, shown } from './keyNames';

/** How a screen's buttons ask for what its keys ask for. */
export interface Commands {
  /** Runs a command by its id. Throws RangeError for one that the screen does not have. */
  run(id: string): void;
  /** The key to show on a button or in a menu, for people ("Shift N"); empty where the person has taken it away. */
  keyFor(id: string): string;
}

/**
 * Listens for the keys of a screen while no text field has the focus; hands out what its buttons call.
 *
 * The list must keep its identity; the context is read anew at each command.
 */
export function useCommands<Context>(
  commands: readonly Command<Context>[],
  context: Context,
  enabled = true,
): Commands {
  const choices = useSyncExternalStore((listener) => keyChoices.subscribe(listener), keyChoices.get);
  const latest = useRef(context);
  latest.current = context;
  const keymap = useMemo(() => keymapOf(commands, choices), [commands, choices]);
  useEffect(() => {
    if (!enabled) return;
    const listener = (event: KeyboardEvent) => {
      const command = isTyping(event) ? undefined : keymap.get(nameOf(event));
      if (!command || (event.repeat && !command.repeats)) return;
      event.preventDefault();
      command.run(latest.current);
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [enabled, keymap]);
  return useMemo(() => {
    const byId = new Map(commands.map((command) => [command.id, command]));
    const find = (id: string) => {
      const found = byId.get(id);
      if (!found) throw new RangeError(`This screen has no command "${id}".`);
      return found;
    };
    return {
      run: (id) => find(id).run(latest.current),
      keyFor: (id) => shown(keysOf(find(id), choices)[0] ?? ''),
    };
  }, [commands, choices]);
}
