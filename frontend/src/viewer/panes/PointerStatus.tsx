import type { VolumeViewer } from '../VolumeViewer';
import styles from './PointerStatus.module.css';
import { placeWords } from './placeWords';
import { usePointed, useViewerState } from './useViewerState';

/** Intensity, label, doubt and place under the mouse: the left part of the status bar. */
export function PointerStatus({ viewer, unit }: { viewer: VolumeViewer; unit: string }) {
  const pointed = usePointed(viewer);
  const labels = useViewerState(viewer, (state) => state.labels);
  if (!pointed) return <span className={styles.cell}>Point at the image to read its values.</span>;
  const label = labels.find((each) => each.value === pointed.label);
  return (
    <>
      <span className={styles.cell}>
        <b className={styles.number} data-testid="intensity">
          {pointed.intensity === null ? '' : `${Math.round(pointed.intensity)}${unit && ` ${unit}`}`}
        </b>
      </span>
      {labels.length > 0 && (
        <span className={styles.cell}>
          {label && (
            <span
              className={styles.swatch}
              style={{ background: `var(--label-${((label.colour - 1) % 12) + 1})` }}
            />
          )}
          <b data-testid="pointed-label">{label?.name ?? 'Background'}</b>
        </span>
      )}
      {pointed.heat !== null ? (
        <Value name="heat" value={pointed.heat} />
      ) : (
        pointed.uncertainty !== null && <Value name="uncertainty" value={pointed.uncertainty} />
      )}
      <span className={styles.cell} data-faint>
        {placeWords(pointed, viewer.placed)}
      </span>
    </>
  );
}

function Value({ name, value }: { name: string; value: number }) {
  return (
    <span className={styles.cell}>
      {name} <b>{value.toFixed(2)}</b>
    </span>
  );
}
