import type { Commands } from '@/lib/commands';
import {
  basisSentence,
  type MeasureKind,
  measureKinds,
  useObservable,
  useViewerState,
  type VolumeViewer,
} from '@/viewer';
import styles from './ToolOptions.module.css';

const words: Readonly<Record<MeasureKind, string>> = {
  ruler: 'Length',
  angle: 'Angle',
  ellipse: 'Mean',
};

interface Props {
  viewer: VolumeViewer;
  commands: Commands;
}

/** What is measured, in which unit, and taking measures away; only while one of these tools is in hand. */
export function MeasureOptions({ viewer, commands }: Props) {
  const tool = useViewerState(viewer, (state) => state.tool);
  const all = useObservable(viewer.measures.all);
  if (!measureKinds.some((kind) => kind === tool)) return null;
  return (
    <div className={styles.bar}>
      <fieldset className={styles.choice} aria-label="What is measured">
        {measureKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={kind === tool}
            onClick={() => commands.run(`tool.${kind}`)}
          >
            {words[kind]} <kbd>{commands.keyFor(`tool.${kind}`)}</kbd>
          </button>
        ))}
      </fieldset>
      {viewer.basis !== 'patient' && <span className={styles.sentence}>{basisSentence[viewer.basis]}</span>}
      {all.length > 0 && (
        <>
          <button type="button" className={styles.preset} onClick={() => commands.run('measure.remove')}>
            Remove <kbd>{commands.keyFor('measure.remove')}</kbd>
          </button>
          <button type="button" className={styles.preset} onClick={() => commands.run('measure.clear')}>
            Remove all {all.length}
          </button>
        </>
      )}
    </div>
  );
}
