import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconContrast2,
  IconHelp,
  IconPointer,
  IconRectangle,
} from '@tabler/icons-react';
import type { Commands } from '@/lib/commands';
import { useObservable, useViewerState, type VolumeViewer } from '@/viewer';
import { type Entry, Tool } from '../components/ToolRail';
import styles from '../components/ToolRail.module.css';
import type { AnswerStore } from './AnswerStore';

const tools: readonly Entry[] = [
  { name: 'Box', icon: IconRectangle, command: 'tool.box', tool: 'box' },
  { name: 'Select', icon: IconPointer, command: 'tool.select', tool: 'select' },
  { name: 'Window / level', icon: IconContrast2, command: 'tool.window', tool: 'window' },
];
const undo: Entry = { name: 'Undo', icon: IconArrowBackUp, command: 'edit.undo' };
const redo: Entry = { name: 'Redo', icon: IconArrowForwardUp, command: 'edit.redo' };
const help: Entry = { name: 'All keys', icon: IconHelp, command: 'help.keys' };

interface Props {
  viewer: VolumeViewer | null;
  store: AnswerStore;
  commands: Commands;
}

/** The tools of the findings editor, each with its key. */
export function ClassifyRail({ viewer, store, commands }: Props) {
  const { undoable, redoable } = useObservable(store.state);
  return (
    <nav className={styles.rail} aria-label="Tools">
      {viewer ? (
        <Hands viewer={viewer} commands={commands} />
      ) : (
        tools.map((entry) => <Tool key={entry.name} {...{ entry, commands }} disabled />)
      )}
      <hr />
      <Tool entry={undo} commands={commands} disabled={undoable === 0} />
      <Tool entry={redo} commands={commands} disabled={redoable === 0} />
      <span className="grow" />
      <Tool entry={help} commands={commands} />
    </nav>
  );
}

function Hands({ viewer, commands }: { viewer: VolumeViewer; commands: Commands }) {
  const inHand = useViewerState(viewer, ({ tool }) => tool);
  return tools.map((entry) => (
    <Tool key={entry.name} {...{ entry, commands }} pressed={entry.tool === inHand} />
  ));
}
