/** Something that a person can ask for, by key, button or menu. Each has one name and one way to run. */
export interface Command<Context> {
  /** "tool.brush": for ever the same, since people's own keys are kept by it. */
  id: string;
  /** What the sheet of keys and hover texts say. */
  name: string;
  /** The heading in the sheet of keys. */
  group: string;
  /** Default keys as `nameOf` names them; the first one is shown. */
  keys: readonly string[];
  /** Whether holding the key down asks again and again. */
  repeats?: true;
  run(context: Context): void;
}

/** Keys that a person has chosen, by command; a command that is not in it has its own. */
export type KeyChoices = Readonly<Record<string, readonly string[]>>;

export const keysOf = (
  command: Pick<Command<never>, 'id' | 'keys'>,
  choices: KeyChoices,
): readonly string[] => choices[command.id] ?? command.keys;

/** Which command each key asks for. A person's own key wins over another command's default. */
export function keymapOf<Context>(
  commands: readonly Command<Context>[],
  choices: KeyChoices,
): ReadonlyMap<string, Command<Context>> {
  const map = new Map<string, Command<Context>>();
  const own = commands.filter((command) => choices[command.id]);
  const others = commands.filter((command) => !choices[command.id]);
  for (const command of [...own, ...others]) {
    for (const key of keysOf(command, choices)) if (!map.has(key)) map.set(key, command);
  }
  return map;
}
