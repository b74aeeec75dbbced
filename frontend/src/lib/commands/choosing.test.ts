import { expect, test } from 'vitest';
import { isFree, withDefault, withKey } from './choosing';
import { keymapOf } from './commands';

const command = (id: string, ...keys: string[]) => ({ id, name: id, group: 'Tools', keys, run: () => {} });
const commands = [command('brush', 'B'), command('erase', 'E'), command('undo', 'Z', 'Ctrl+Z')];

test('a key that is given to one command is taken from the other, which keeps its second one', () => {
  const choices = withKey(commands, {}, 'brush', 'Z');
  expect(choices).toEqual({ brush: ['Z'], undo: ['Ctrl+Z'] });
  const map = keymapOf(commands, choices);
  expect([map.get('Z')?.id, map.get('Ctrl+Z')?.id, map.get('B')]).toEqual(['brush', 'undo', undefined]);
});

test('going back to the default takes the key back from whoever has it', () => {
  const swapped = withKey(commands, {}, 'erase', 'B');
  expect(swapped).toEqual({ erase: ['B'], brush: [] });
  expect(withDefault(commands, swapped, 'brush')).toEqual({ erase: [] });
  expect(withDefault(commands, withDefault(commands, swapped, 'brush'), 'erase')).toEqual({});
});

test('choosing the default key again is no choice', () => {
  expect(withKey(commands, { brush: ['P'] }, 'brush', 'B')).toEqual({});
});

test.each([
  'Tab',
  'Shift+Tab',
  'Enter',
  'Space',
  'Esc',
  'Ctrl+W',
  'Ctrl+R',
  'F5',
  'Ctrl+Shift+I',
  'Alt+Left',
])('%s stays what it is', (key) => {
  expect(isFree(key)).toBe(false);
});

test.each(['B', 'Shift+B', 'Ctrl+Enter', 'Ctrl+Z', 'Alt+1', '?', 'Up', 'Ctrl+B'])(
  '%s may be chosen',
  (key) => {
    expect(isFree(key)).toBe(true);
  },
);
