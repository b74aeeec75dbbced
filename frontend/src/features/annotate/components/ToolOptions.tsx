import { type Label, useViewerState, type VolumeViewer } from '@/viewer';
import { CutOptions, FillOptions, GrowOptions, Spread } from './CutOptions';
import { Bar, Blocked, Choice, Range, Shape, Size } from './OptionParts';
import styles from './ToolOptions.module.css';

interface Props {
  viewer: VolumeViewer;
  modality: string;
}

/** The options of the tool in hand, and only those. */
export function ToolOptions({ viewer, modality }: Props) {
  const state = useViewerState(viewer, ({ tool, brush, threshold, activeLabel, labels, editable }) => ({
    tool,
    brush,
    threshold,
    activeLabel,
    labels,
    editable,
  }));
  const active = state.labels.find((label) => label.value === state.activeLabel);
  if (state.tool === 'window') return <Presets viewer={viewer} />;
  if (!state.editable) return null;
  switch (state.tool) {
    case 'brush':
      return (
        <Bar>
          <Size viewer={viewer} mm={state.brush.diameterMm} />
          <Shape viewer={viewer} sphere={state.brush.sphere} />
          <Painted active={active} />
        </Bar>
      );
    case 'threshold':
      return (
        <Bar>
          <Size viewer={viewer} mm={state.brush.diameterMm} bare />
          <Shape viewer={viewer} sphere={state.brush.sphere} />
          <Range viewer={viewer} range={state.threshold} unit={modality === 'CT' ? 'HU' : ''} />
          <Spread viewer={viewer} />
        </Bar>
      );
    case 'erase':
      return (
        <Bar>
          <Size viewer={viewer} mm={state.brush.diameterMm} />
          <Shape viewer={viewer} sphere={state.brush.sphere} />
          <Choice
            name="What is erased"
            options={[
              [
                'Unlocked labels',
                !state.brush.eraseActiveOnly,
                () => viewer.setBrush({ eraseActiveOnly: false }),
              ],
              [
                `Only ${active?.name ?? 'the label'}`,
                state.brush.eraseActiveOnly,
                () => viewer.setBrush({ eraseActiveOnly: true }),
              ],
            ]}
          />
        </Bar>
      );
    case 'scissors':
    case 'lasso':
      return <CutOptions {...{ viewer, active }} tool={state.tool} />;
    case 'fill':
      return <FillOptions {...{ viewer, active }} />;
    case 'grow':
      return <GrowOptions {...{ viewer, active }} />;
    default:
      return null;
  }
}

/** What the brush paints over, or why it paints nothing. */
function Painted({ active }: { active: Label | undefined }) {
  if (active && (active.locked || !active.visible)) return <Blocked label={active} />;
  return (
    <span>
      Paints over <b>unlocked labels</b>
    </span>
  );
}

function Presets({ viewer }: { viewer: VolumeViewer }) {
  const window = useViewerState(viewer, (state) => state.window);
  return (
    <Bar>
      <span>Drag: right for width, down for level</span>
      {viewer.presets.map((preset, position) => (
        <button
          key={preset.name}
          type="button"
          className={styles.preset}
          aria-pressed={preset.window.width === window.width && preset.window.level === window.level}
          onClick={() => viewer.setWindow(preset.window)}
        >
          {preset.name} <kbd>Alt {position + 1}</kbd>
        </button>
      ))}
    </Bar>
  );
}
