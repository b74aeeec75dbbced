import {
  IconAdjustments,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBaselineDensityMedium,
  IconBrush,
  IconBucketDroplet,
  IconColumns2,
  IconContrast2,
  IconEraser,
  IconHelp,
  IconLasso,
  IconPointer,
  IconRuler2,
  IconScissors,
  IconSun,
  IconWand,
  IconWaveSine,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Commands } from '@/lib/commands';
import { type Tool as ToolName, useViewerState, type VolumeViewer } from '@/viewer';
import styles from './ToolRail.module.css';

type Icon = ComponentType<{ size?: number; stroke?: number }>;

export interface Entry {
  name: string;
  icon: Icon;
  command: string;
  /** The tool that is in hand after it. */
  tool?: ToolName;
  /** Tools that the same button stands for. */
  others?: readonly ToolName[];
}

const tool = (name: string, icon: Icon, of: ToolName): Entry => ({
  name,
  icon,
  command: `tool.${of}`,
  tool: of,
});

const select = tool('Select', IconPointer, 'select');
const editing: Entry[] = [
  tool('Brush', IconBrush, 'brush'),
  tool('Eraser', IconEraser, 'erase'),
  tool('Threshold brush', IconAdjustments, 'threshold'),
  tool('Scissors', IconScissors, 'scissors'),
  tool('Lasso', IconLasso, 'lasso'),
  tool('Fill or relabel', IconBucketDroplet, 'fill'),
  tool('Region grow', IconSun, 'grow'),
  tool('Smart correction', IconWand, 'smart'),
  { name: 'Interpolate between slices', icon: IconBaselineDensityMedium, command: 'op.interpolate' },
  { name: 'Smooth in this slice', icon: IconWaveSine, command: 'op.smooth' },
];
const looks: Entry[] = [
  { ...tool('Ruler, angle, mean', IconRuler2, 'ruler'), others: ['angle', 'ellipse'] },
  tool('Window / level', IconContrast2, 'window'),
  { name: 'Another series beside', icon: IconColumns2, command: 'compare.toggle' },
];
const undo: Entry = { name: 'Undo', icon: IconArrowBackUp, command: 'edit.undo' };
const redo: Entry = { name: 'Redo', icon: IconArrowForwardUp, command: 'edit.redo' };
const help: Entry = { name: 'All keys', icon: IconHelp, command: 'help.keys' };

interface Props {
  viewer: VolumeViewer | null;
  commands: Commands;
}

/** The tools, each with its key. */
export function ToolRail({ viewer, commands }: Props) {
  return (
    <nav className={styles.rail} aria-label="Tools">
      {viewer ? (
        <Live viewer={viewer} commands={commands} />
      ) : (
        [select, ...editing, ...looks, undo, redo].map((entry) => (
          <Tool key={entry.name} {...{ entry, commands }} disabled />
        ))
      )}
      <span className="grow" />
      <Tool entry={help} commands={commands} />
    </nav>
  );
}

function Live({ viewer, commands }: { viewer: VolumeViewer; commands: Commands }) {
  const state = useViewerState(viewer, ({ tool: inHand, undoable, redoable, editable }) => ({
    inHand,
    undoable,
    redoable,
    editable,
  }));
  const button = (entry: Entry, disabled = false) => (
    <Tool
      key={entry.name}
      {...{ entry, commands, disabled }}
      pressed={entry.tool && [entry.tool, ...(entry.others ?? [])].includes(state.inHand)}
    />
  );
  return (
    <>
      {button(select)}
      {editing.map((entry) => button(entry, !state.editable))}
      <hr />
      {looks.map((entry) => button(entry))}
      <hr />
      {button(undo, !state.editable || state.undoable === 0)}
      {button(redo, !state.editable || state.redoable === 0)}
    </>
  );
}

interface ToolProps {
  entry: Entry;
  commands: Commands;
  pressed?: boolean;
  disabled?: boolean;
}

/** One button of a rail, with its key. */
export function Tool({ entry, commands, pressed, disabled }: ToolProps) {
  const Shown = entry.icon;
  const key = commands.keyFor(entry.command);
  return (
    <button
      type="button"
      className={styles.tool}
      title={key ? `${entry.name} (${key})` : entry.name}
      aria-label={entry.name}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={() => commands.run(entry.command)}
    >
      <Shown size={18} stroke={1.75} />
      <span>{key}</span>
    </button>
  );
}
