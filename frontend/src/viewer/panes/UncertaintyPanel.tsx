import { QuietButton } from '@/ui';
import type { Index } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import styles from './UncertaintyPanel.module.css';
import { useViewerState } from './useViewerState';

interface Props {
  viewer: VolumeViewer;
  places: readonly { index: Index }[];
  /** Which place one stands at; -1 before the first. */
  at: number;
  /** The map is that of two readers' disagreement, not of a model's doubt. */
  disagreement?: boolean;
  onNext: () => void;
}

/** What the map is called, the places on it, and what is said where there is none. */
const doubt = {
  name: 'Uncertainty',
  place: 'doubtful place',
  walk: '',
  none: 'No model has looked at this case yet, so there is no map.',
};
const dispute = {
  name: 'Disagreement',
  place: 'disputed place',
  walk: 'The largest first',
  none: 'Where the two masks differ is being looked for.',
};

/** The overlay's switch, its scale, and the walk through its places. */
export function UncertaintyPanel({ viewer, places, at, disagreement, onNext }: Props) {
  const { shown, has } = useViewerState(viewer, (state) => ({
    shown: state.uncertaintyShown,
    has: state.hasUncertainty,
  }));
  const words = disagreement ? dispute : doubt;
  if (!has) {
    return (
      <section aria-label={words.name}>
        <h2 className={styles.title}>{words.name}</h2>
        <p className="small t2">{words.none}</p>
      </section>
    );
  }
  return (
    <section aria-label={words.name}>
      <div className="row" style={{ height: 24 }}>
        <h2 className={styles.title}>{words.name}</h2>
        <kbd>U</kbd>
        <button
          type="button"
          role="switch"
          aria-checked={shown}
          aria-label={`${words.name} overlay`}
          className={styles.switch}
          onClick={() => viewer.showUncertainty(!shown)}
        />
      </div>
      {!disagreement && (
        <div className={styles.scale}>
          <span>0.2</span>
          <i />
          <span>1.0</span>
        </div>
      )}
      <div className="row small" style={{ marginTop: 6 }}>
        <span className="t2 grow num">{told(words, places.length, at)}</span>
        {places.length > 0 && (
          <QuietButton size="compact-xs" onClick={onNext}>
            Next&nbsp;<kbd>N</kbd>
          </QuietButton>
        )}
      </div>
    </section>
  );
}

function told({ place, walk }: typeof doubt, count: number, at: number): string {
  if (count === 0) return `No ${place}.`;
  if (at < 0) return walk || `${count} ${place}${count === 1 ? '' : 's'}`;
  return `${place.replace(/^d/, 'D')} ${at + 1} of ${count}`;
}
