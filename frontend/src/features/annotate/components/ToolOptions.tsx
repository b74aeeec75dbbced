import type { ReactNode } from 'react';
import { presetsFor, useViewerState, type ViewerState, type VolumeViewer } from '@/viewer';
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
  if (state.tool === 'window') return <Presets viewer={viewer} modality={modality} />;
  if (!state.editable) return null;
  const blocked = active?.locked ? 'is locked' : active && !active.visible ? 'is hidden' : null;
  switch (state.tool) {
    case 'brush':
      return (
        <Bar>
          <Size viewer={viewer} mm={state.brush.diameterMm} />
          <Shape viewer={viewer} sphere={state.brush.sphere} />
          <span className={blocked ? styles.blocked : undefined}>
            {blocked ? (
              `${active?.name} ${blocked}: nothing is painted`
            ) : (
              <>
                Paints over <b>unlocked labels</b>
              </>
            )}
          </span>
        </Bar>
      );
    case 'threshold':
      return (
        <Bar>
          <Size viewer={viewer} mm={state.brush.diameterMm} />
          <Shape viewer={viewer} sphere={state.brush.sphere} />
          <Range viewer={viewer} range={state.threshold} unit={modality === 'CT' ? 'HU' : ''} />
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
    case 'fill':
      return (
        <Bar>
          <span>
            Click a region of one label: it becomes <b>{active?.name}</b>, in this slice
          </span>
        </Bar>
      );
    default:
      return null;
  }
}

function Bar({ children }: { children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>;
}

function Size({ viewer, mm }: { viewer: VolumeViewer; mm: number }) {
  return (
    <span className={styles.group}>
      Diameter <b data-testid="diameter">{mm} mm</b>
      <button type="button" aria-label="Smaller brush" onClick={() => viewer.resizeBrush(-1)}>
        <kbd>[</kbd>
      </button>
      <button type="button" aria-label="Larger brush" onClick={() => viewer.resizeBrush(1)}>
        <kbd>]</kbd>
      </button>
    </span>
  );
}

function Shape({ viewer, sphere }: { viewer: VolumeViewer; sphere: boolean }) {
  return (
    <Choice
      name="Shape of the brush"
      options={[
        ['2D', !sphere, () => viewer.setBrush({ sphere: false })],
        ['Sphere', sphere, () => viewer.setBrush({ sphere: true })],
      ]}
    />
  );
}

function Choice({
  name,
  options,
}: {
  name: string;
  options: [text: string, on: boolean, choose: () => void][];
}) {
  return (
    <fieldset className={styles.choice} aria-label={name}>
      {options.map(([text, on, choose]) => (
        <button key={text} type="button" aria-pressed={on} onClick={choose}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

function Range({
  viewer,
  range,
  unit,
}: {
  viewer: VolumeViewer;
  range: ViewerState['threshold'];
  unit: string;
}) {
  const [low, high] = range;
  const field = (name: string, value: number, set: (value: number) => void) => (
    <input
      type="number"
      aria-label={name}
      value={value}
      onChange={(event) => event.target.value !== '' && set(Number(event.target.value))}
    />
  );
  return (
    <span className={styles.group}>
      Range
      {field('Lowest value', low, (value) => viewer.setThreshold(value, Math.max(value, high)))}
      to
      {field('Highest value', high, (value) => viewer.setThreshold(Math.min(low, value), value))}
      {unit}
    </span>
  );
}

function Presets({ viewer, modality }: Props) {
  const window = useViewerState(viewer, (state) => state.window);
  return (
    <Bar>
      <span>Drag: right for width, down for level</span>
      {presetsFor(modality, viewer.storedWindow).map((preset, position) => (
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
