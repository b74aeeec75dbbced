import { type Command, type KeyChoices, keysOf } from './commands';

type Named = Pick<Command<never>, 'id' | 'keys' | 'name'>;

/** Keys that move the focus, press what has it, or belong to the browser: a command cannot have them. */
const taken =
  /^(?:(?:Shift\+)?(?:Tab|Enter|Space)|Esc|Ctrl\+[CFLNPRTVWX]|Ctrl\+(?:Tab|Shift\+[CIJNTW])|F\d+|Alt\+(?:F4|Left|Right)|Dead|Process|Unidentified)$/;

export const isFree = (key: string): boolean => !taken.test(key);

/** Whose key it is now; undefined when it is nobody's. */
export const ownerOf = <C extends Named>(
  commands: readonly C[],
  choices: KeyChoices,
  key: string,
): C | undefined => commands.find((command) => keysOf(command, choices).includes(key));

/** Gives a command one key in place of those that it had; whoever had the key loses it. */
export function withKey(
  commands: readonly Named[],
  choices: KeyChoices,
  id: string,
  key: string,
): KeyChoices {
  const owner = ownerOf(commands, choices, key);
  const next: Record<string, readonly string[]> = { ...choices, [id]: [key] };
  if (owner && owner.id !== id) next[owner.id] = keysOf(owner, choices).filter((one) => one !== key);
  return withoutDefaults(commands, next);
}

/** Gives a command its own keys again, and takes them from whoever has them. */
export function withDefault(commands: readonly Named[], choices: KeyChoices, id: string): KeyChoices {
  const command = commands.find((one) => one.id === id);
  const next: Record<string, readonly string[]> = { ...choices };
  delete next[id];
  for (const key of command?.keys ?? []) {
    for (const other of commands) {
      if (other.id !== id && next[other.id]?.includes(key)) {
        next[other.id] = (next[other.id] ?? []).filter((one) => one !== key);
      }
    }
  }
  return withoutDefaults(commands, next);
}

/** Only what differs from the defaults is kept, so that better defaults reach those who never chose. */
function withoutDefaults(commands: readonly Named[], choices: KeyChoices): KeyChoices {
  const byId = new Map(commands.map((command) => [command.id, command.keys.join(' ')]));
  return Object.fromEntries(Object.entries(choices).filter(([id, keys]) => byId.get(id) !== keys.join(' ')));
}
