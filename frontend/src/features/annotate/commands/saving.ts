import type { EditorCommand } from './types';

const command = (id: string, name: string, key: string, run: EditorCommand['run']): EditorCommand => ({
  id,
  name,
  group: 'Case',
  keys: [key],
  run,
});

/** What looks odd, and the choice between two versions. */
export const saving: readonly EditorCommand[] = [
  command('check.next', 'Next finding of the checks, or next difference of two versions', 'Q', (context) =>
    context.nextFinding(1),
  ),
  command('check.previous', 'Previous finding or difference', 'Shift+Q', (context) =>
    context.nextFinding(-1),
  ),
  command('versions.mine', 'Two versions: take mine for this slice', 'Ctrl+Left', ({ session }) =>
    session?.decisions.pick('mine'),
  ),
  command('versions.theirs', 'Two versions: take theirs for this slice', 'Ctrl+Right', ({ session }) =>
    session?.decisions.pick('theirs'),
  ),
];
