import { Switch } from '@mantine/core';
import { useViewerState, type VolumeViewer } from '@/viewer';
import styles from '../Review.module.css';

interface Props {
  viewer: VolumeViewer;
  /** What the ember ramp shows here. */
  name: string;
  keys: string;
}

/** The ember overlay, on and off. Nothing where there is no map. */
export function UncertaintySwitch({ viewer, name, keys }: Props) {
  const { has, shown } = useViewerState(viewer, (state) => ({
    has: state.hasUncertainty,
    shown: state.uncertaintyShown,
  }));
  if (!has) return null;
  return (
    <section>
      <div className={styles.heading} style={{ marginBottom: 0 }}>
        <h2 className="grow">{name}</h2>
        <kbd>{keys}</kbd>
        <Switch
          size="xs"
          aria-label={`Show the ${name.toLowerCase()}`}
          checked={shown}
          onChange={(event) => viewer.showUncertainty(event.currentTarget.checked)}
        />
      </div>
      {shown && (
        <div className="row small t2 num">
          0.2 <span className={styles.ramp} /> 1.0
        </div>
      )}
    </section>
  );
}
