import {
  IconAdjustments,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBrush,
  IconBucketDroplet,
  IconContrast2,
  IconEraser,
  IconHelp,
  IconPointer,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useViewerState, type VolumeViewer } from '@/viewer';
import type { Act } from '../keys';
import styles from './ToolRail.module.css';

type Icon = ComponentType<{ size?: number; stroke?: number }>;

interface Entry {
  name: string;
  keys: string;
  icon: Icon;
  act: Act;
}

const tools: Entry[] = [
  { name: 'Select', keys: 'V', icon: IconPointer, act: { kind: 'tool', tool: 'select' } },
  { name: 'Brush', keys: 'B', icon: IconBrush, act: { kind: 'tool', tool: 'brush' } },
  { name: 'Eraser', keys: 'E', icon: IconEraser, act: { kind: 'tool', tool: 'erase' } },
  { name: 'Threshold brush', keys: 'T', icon: IconAdjustments, act: { kind: 'tool', tool: 'threshold' } },
  { name: 'Fill', keys: 'F', icon: IconBucketDroplet, act: { kind: 'tool', tool: 'fill' } },
];
const looks: Entry[] = [
  { name: 'Window / level', keys: 'W', icon: IconContrast2, act: { kind: 'tool', tool: 'window' } },
];
const steps: Entry[] = [
  { name: 'Undo', keys: 'Z', icon: IconArrowBackUp, act: { kind: 'undo' } },
  { name: 'Redo', keys: 'Y', icon: IconArrowForwardUp, act: { kind: 'redo' } },
];
const help: Entry = { name: 'All keys', keys: '?', icon: IconHelp, act: { kind: 'keys' } };

/** The tools, each with its key. */
export function ToolRail({ viewer, act }: { viewer: VolumeViewer | null; act: (act: Act) => void }) {
  return (
    <nav className={styles.rail} aria-label="Tools">
      {viewer ? (
        <Live viewer={viewer} act={act} />
      ) : (
        [...tools, ...looks, ...steps].map((entry) => (
          <Tool key={entry.name} entry={entry} disabled act={act} />
        ))
      )}
      <span className="grow" />
      <Tool entry={help} act={act} />
    </nav>
  );
}

function Live({ viewer, act }: { viewer: VolumeViewer; act: (act: Act) => void }) {
  const { tool, undoable, redoable, editable } = useViewerState(viewer, (state) => ({
    tool: state.tool,
    undoable: state.undoable,
    redoable: state.redoable,
    editable: state.editable,
  }));
  const pressed = (entry: Entry) => entry.act.kind === 'tool' && entry.act.tool === tool;
  return (
    <>
      {tools.map((entry, position) => (
        <Tool
          key={entry.name}
          entry={entry}
          act={act}
          pressed={pressed(entry)}
          disabled={!editable && position > 0}
        />
      ))}
      <hr />
      {looks.map((entry) => (
        <Tool key={entry.name} entry={entry} act={act} pressed={pressed(entry)} />
      ))}
      <hr />
      {steps.map((entry) => (
        <Tool
          key={entry.name}
          entry={entry}
          act={act}
          disabled={!editable || (entry.act.kind === 'undo' ? undoable : redoable) === 0}
        />
      ))}
    </>
  );
}

interface ToolProps {
  entry: Entry;
  act: (act: Act) => void;
  pressed?: boolean;
  disabled?: boolean;
}

function Tool({ entry, act, pressed, disabled }: ToolProps) {
  const Shown = entry.icon;
  return (
    <button
      type="button"
      className={styles.tool}
      title={`${entry.name} (${entry.keys})`}
      aria-label={entry.name}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={() => act(entry.act)}
    >
      <Shown size={18} stroke={1.75} />
      <span>{entry.keys}</span>
    </button>
  );
}
