import type { EditorCommand } from './types';

const command = (id: string, name: string, key: string, run: EditorCommand['run']): EditorCommand => ({
  id,
  name,
  group: 'Looking',
  keys: [key],
  run,
});

export const compare: readonly EditorCommand[] = [
  command('compare.toggle', 'Another series beside', 'P', ({ compare: beside }) => beside.toggle()),
  command('compare.choose', 'Choose the series beside', 'Shift+P', ({ compare: beside }) => {
    if (beside.shown.length === 0) beside.toggle();
    beside.openMenu(0);
  }),
  command('compare.sync', 'Series beside move with the case, or not', 'Alt+P', ({ compare: beside }) =>
    beside.toggleSync(),
  ),
];
