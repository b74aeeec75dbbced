import type { EditorCommand } from './types';

const command = (id: string, name: string, key: string, run: EditorCommand['run']): EditorCommand => ({
  id,
  name,
  group: 'Case',
  keys: [key],
  run,
});

export const ofCase: readonly EditorCommand[] = [
  command('case.submit', 'Submit and open the next', 'Ctrl+Enter', (context) => context.submit()),
  command('case.skip', 'Skip', 'Shift+S', (context) => context.show('skip')),
  command('case.flag', 'Flag for the lead', 'Shift+F', (context) => context.show('flag')),
  command('case.comment', 'Comment on this slice', 'M', (context) => context.comment()),
  command('help.keys', 'All keys', '?', (context) => context.show('keys')),
];
