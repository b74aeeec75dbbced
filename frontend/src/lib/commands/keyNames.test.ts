import { expect, test } from 'vitest';
import { type Key, nameOf, shown } from './keyNames';

const key = (name: string, held: Partial<Key> = {}): Key => ({
  key: name,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test.each([
  ['b', {}, 'B'],
  ['B', { shiftKey: true }, 'Shift+B'],
  // A sign that needs Shift on this keyboard, and not on another
  ['?', { shiftKey: true }, '?'],
  ['?', {}, '?'],
  ['Enter', { ctrlKey: true }, 'Ctrl+Enter'],
  ['Enter', { metaKey: true }, 'Ctrl+Enter'],
  ['Z', { ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+Z'],
  // Alt prints other signs on some layouts: the place counts
  ['¡', { altKey: true, code: 'Digit1' }, 'Alt+1'],
  ['ArrowUp', {}, 'Up'],
  ['ArrowUp', { shiftKey: true }, 'Shift+Up'],
  [' ', {}, 'Space'],
  ['+', {}, '+'],
] as const)('%s is called %o', (name, held, called) => {
  expect(nameOf(key(name, held))).toBe(called);
});

test('a name is shown without plus signs, but for the key that is one', () => {
  expect([shown('Ctrl+Shift+Z'), shown('+'), shown('Ctrl++')]).toEqual(['Ctrl Shift Z', '+', 'Ctrl +']);
});
