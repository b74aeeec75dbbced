import { expect, test } from 'vitest';
import { keymapOf } from '@/lib/commands';
import { editorCommands } from '.';
import { groups } from './types';

test('no two commands have the same id or the same default key', () => {
  const ids = editorCommands.map((command) => command.id);
  const keys = editorCommands.flatMap((command) => command.keys);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test('each command stands under a heading of the sheet', () => {
  expect(editorCommands.filter(({ group }) => !groups.some((one) => one === group))).toEqual([]);
});

test('the browser keeps its own keys', () => {
  const map = keymapOf(editorCommands, {});
  for (const key of [
    'Ctrl+C',
    'Ctrl+R',
    'Ctrl+T',
    'Ctrl+W',
    'Ctrl+F',
    'Tab',
    'Shift+Tab',
    'Enter',
    'Space',
  ]) {
    expect(map.has(key), key).toBe(false);
  }
});
