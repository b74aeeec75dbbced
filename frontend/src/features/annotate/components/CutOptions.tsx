import { type Label, useViewerState, type VolumeViewer } from '@/viewer';
import { Bar, Blocked, Choice } from './OptionParts';
import styles from './ToolOptions.module.css';

interface Props {
  viewer: VolumeViewer;
  /** The label in hand. */
  active: Label | undefined;
}

/** Scissors and lasso. */
export function CutOptions({ viewer, active, tool }: Props & { tool: 'scissors' | 'lasso' }) {
  const { options, activeOnly } = useViewerState(viewer, (state) => ({
    options: state.options,
    activeOnly: state.brush.eraseActiveOnly,
  }));
  const scissors = tool === 'scissors';
  const erases = scissors && options.cut === 'erase';
  return (
    <Bar>
      {scissors && (
        <>
          <Choice
            name="What becomes of the inside"
            options={[
              ['Erase', erases, () => viewer.setOptions({ cut: 'erase' })],
              ['Fill', !erases, () => viewer.setOptions({ cut: 'fill' })],
            ]}
          />
          <Choice
            name="Outline"
            options={[
              ['Free', options.outline === 'freehand', () => viewer.setOptions({ outline: 'freehand' })],
              ['Box', options.outline === 'rectangle', () => viewer.setOptions({ outline: 'rectangle' })],
            ]}
          />
        </>
      )}
      <Depth viewer={viewer} deep="All slices" />
      {erases ? (
        <Choice
          name="What is erased"
          options={[
            ['All unlocked', !activeOnly, () => viewer.setBrush({ eraseActiveOnly: false })],
            [`Only ${active?.name}`, activeOnly, () => viewer.setBrush({ eraseActiveOnly: true })],
          ]}
        />
      ) : (
        <Becomes active={active} />
      )}
    </Bar>
  );
}

export function FillOptions({ viewer, active }: Props) {
  return (
    <Bar>
      <Depth viewer={viewer} deep="Volume" />
      <Becomes active={active} what="The piece or hole" />
      <span>
        Remove a piece <kbd>Alt</kbd>
      </span>
    </Bar>
  );
}

export function GrowOptions({ viewer, active }: Props) {
  const reach = useViewerState(viewer, (state) => state.options.reachMm);
  return (
    <Bar>
      <Depth viewer={viewer} deep="Volume" />
      <label className={styles.group}>
        Reach
        <input
          type="number"
          min={1}
          max={300}
          value={reach}
          onChange={(event) =>
            Number(event.target.value) > 0 && viewer.setOptions({ reachMm: Number(event.target.value) })
          }
        />
        mm
      </label>
      <Spread viewer={viewer} />
      <Becomes active={active} what="Drag right: wider" />
    </Bar>
  );
}

const spreads: readonly (number | 'extremes')[] = ['extremes', 2, 3];

/** Which range a sample of the image stands for; a click takes the next. */
export function Spread({ viewer }: { viewer: VolumeViewer }) {
  const spread = useViewerState(viewer, (state) => state.options.spread);
  const next = spreads[(spreads.indexOf(spread) + 1) % spreads.length] ?? 2;
  const text = spread === 'extremes' ? 'least to most' : `± ${spread} SD`;
  return (
    <button
      type="button"
      className={styles.preset}
      aria-label={`Range of a sample: ${text}`}
      title="The range that a sample stands for: around its mean, or its extremes"
      onClick={() => viewer.setOptions({ spread: next })}
    >
      sample <b>{text}</b>
    </button>
  );
}

function Depth({ viewer, deep }: { viewer: VolumeViewer; deep: string }) {
  const isDeep = useViewerState(viewer, (state) => state.options.deep);
  return (
    <Choice
      name="How deep"
      options={[
        ['This slice', !isDeep, () => viewer.setOptions({ deep: false })],
        [deep, isDeep, () => viewer.setOptions({ deep: true })],
      ]}
    />
  );
}

/** What the tool makes, or why it makes nothing. */
function Becomes({ active, what = 'The inside' }: { active: Label | undefined; what?: string }) {
  if (!active) return null;
  if (active.locked || !active.visible) return <Blocked label={active} />;
  if (what.startsWith('Drag')) return <span>{what}</span>;
  return (
    <span>
      {what} becomes <b>{active.name}</b>
    </span>
  );
}
