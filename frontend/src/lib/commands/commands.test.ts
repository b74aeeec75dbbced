import { expect, test } from 'vitest';
import { type Command, keymapOf } from './commands';

const command = (id: string, ...keys: string[]): Command<null> => ({
  id,
  name: id,
  group: 'Tools',
  keys,
  run: () => {},
});
const commands = [command('brush', 'B'), command('erase', 'E'), command('redo', 'Y', 'Ctrl+Y')];

test('every key of a command asks for it', () => {
  const map = keymapOf(commands, {});
  expect([...map].map(([key, { id }]) => [key, id])).toEqual([
    ['B', 'brush'],
    ['E', 'erase'],
    ['Y', 'redo'],
    ['Ctrl+Y', 'redo'],
  ]);
});

test("a person's own keys replace the defaults and win over those of others", () => {
  const map = keymapOf(commands, { erase: ['B'] });
  expect([map.get('B')?.id, map.get('E')?.id]).toEqual(['erase', undefined]);
});
