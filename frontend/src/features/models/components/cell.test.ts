import { expect, test } from 'vitest';
import { cell } from './cell';

test('a cell is whole, rounded, a word or a dash', () => {
  expect([cell(32), cell(0.85049), cell('dynunet'), cell(null)]).toEqual(['32', '0.850', 'dynunet', '-']);
});
