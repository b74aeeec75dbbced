import { expect, test } from 'vitest';
import { actOf, type Key } from './keys';

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
  ['b', {}, { kind: 'tool', tool: 'brush' }],
  ['f', {}, { kind: 'tool', tool: 'fill' }],
  ['F', { shiftKey: true }, { kind: 'flag' }],
  ['N', { shiftKey: true }, { kind: 'previous-place' }],
  ['0', {}, { kind: 'label', position: 9 }],
  ['=', {}, { kind: 'label', position: 11 }],
  ['z', { ctrlKey: true }, { kind: 'undo' }],
  ['Z', { ctrlKey: true, shiftKey: true }, { kind: 'redo' }],
  ['Enter', { ctrlKey: true }, { kind: 'submit' }],
  ['4', { altKey: true, code: 'Digit4' }, { kind: 'preset', position: 3 }],
  ['ArrowUp', {}, { kind: 'slice', step: 1 }],
] as const)('%s', (name, held, act) => {
  expect(actOf(key(name, held))).toEqual(act);
});

test('the browser keeps its own keys', () => {
  for (const name of ['c', 'r', 't', 'w', 'f']) expect(actOf(key(name, { ctrlKey: true }))).toBeNull();
  expect(actOf(key('Tab'))).toBeNull();
});
