import type { Commands } from '@/lib/commands';
import { useViewerState, type VolumeViewer } from '@/viewer';
import styles from './LabelLook.module.css';

/** How labels are drawn on the image: how opaque their fill is, or outlines only. */
export function LabelLook({ viewer, commands }: { viewer: VolumeViewer; commands: Commands }) {
  const { opacity, outlines } = useViewerState(viewer, (state) => ({
    opacity: state.labelOpacity,
    outlines: state.outlinesOnly,
  }));
  const percent = Math.round(opacity * 100);
  return (
    <div className={styles.look}>
      <label>
        Fill
        <input
          type="range"
          min={0}
          max={100}
          step={5}
          value={outlines ? 0 : percent}
          onChange={(event) => viewer.setLabelOpacity(Number(event.target.value) / 100)}
        />
      </label>
      <output>{outlines ? 'outlines' : `${percent} %`}</output>
      <button type="button" aria-pressed={outlines} onClick={() => commands.run('labels.outlines')}>
        Outlines only <kbd>{commands.keyFor('labels.outlines')}</kbd>
      </button>
    </div>
  );
}
