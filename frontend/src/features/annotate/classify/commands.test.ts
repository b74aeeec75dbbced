import { expect, test } from 'vitest';
import { keymapOf } from '@/lib/commands';
import { classifyCommands } from './commands';

test('no two commands have the same id or the same default key', () => {
  const ids = classifyCommands.map((command) => command.id);
  const keys = classifyCommands.flatMap((command) => command.keys);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test('the browser keeps its own keys', () => {
  const map = keymapOf(classifyCommands, {});
  for (const key of ['Ctrl+C', 'Ctrl+R', 'Ctrl+T', 'Ctrl+W', 'Tab', 'Shift+Tab', 'Enter', 'Space']) {
    expect(map.has(key), key).toBe(false);
  }
});
