import { labelActs as acts, perform } from '../labelActs';
import { type EditorCommand, onViewer } from './types';

/** What acts on the label in hand. */
export const labelActs: readonly EditorCommand[] = acts.map((act) =>
  onViewer(`op.${act.id}`, act.name, act.keys, { group: 'Label in hand' }, (viewer) =>
    perform(viewer, act, viewer.state.get().activeLabel),
  ),
);
