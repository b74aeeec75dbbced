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
  onNext: () => void;
}

/** The doubt overlay's switch, its scale, and the walk through the doubtful places. */
export function UncertaintyPanel({ viewer, places, at, onNext }: Props) {
  const { shown, has } = useViewerState(viewer, (state) => ({
    shown: state.uncertaintyShown,
    has: state.hasUncertainty,
  }));
  if (!has) {
    return (
      <section aria-label="Uncertainty">
        <h2 className={styles.title}>Uncertainty</h2>
        <p className="small t2">No model has looked at this case yet, so there is no map.</p>
      </section>
    );
  }
  return (
    <section aria-label="Uncertainty">
      <div className="row" style={{ height: 24 }}>
        <h2 className={styles.title}>Uncertainty</h2>
        <kbd>U</kbd>
        <button
          type="button"
          role="switch"
          aria-checked={shown}
          aria-label="Uncertainty overlay"
          className={styles.switch}
          onClick={() => viewer.showUncertainty(!shown)}
        />
      </div>
      <div className={styles.scale}>
        <span>0.2</span>
        <i />
        <span>1.0</span>
      </div>
      <div className="row small" style={{ marginTop: 6 }}>
        <span className="t2 grow num">
          {places.length === 0
            ? 'No doubtful place.'
            : at < 0
              ? `${places.length} doubtful ${places.length === 1 ? 'place' : 'places'}`
              : `Doubtful place ${at + 1} of ${places.length}`}
        </span>
        {places.length > 0 && (
          <QuietButton size="compact-xs" onClick={onNext}>
            Next&nbsp;<kbd>N</kbd>
          </QuietButton>
        )}
      </div>
    </section>
  );
}
