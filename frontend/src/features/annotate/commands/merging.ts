import type { EditorCommand } from './types';

const take = (read: 0 | 1, id: string, name: string, key: string): EditorCommand => ({
  id,
  name,
  group: 'Labels and doubt',
  keys: [key],
  run: ({ merging }) => merging?.take(read),
});

/** Where two reads are merged: the disputed place at the crosshair as one of them has it. */
export const merging: readonly EditorCommand[] = [
  take(0, 'merge.first', "Merging: the first reader's version here", 'Shift+A'),
  take(1, 'merge.second', "Merging: the second reader's version here", 'Shift+B'),
];
