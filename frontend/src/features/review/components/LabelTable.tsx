import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { millilitres } from '@/lib/format';
import { Swatch } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import type { Revision } from '../api';
import type { Difference } from '../logic/difference';
import styles from '../Review.module.css';
import { useLabels } from './useLabels';
import type { Mode } from './useMasks';

interface Props {
  revision: Revision;
  viewer: VolumeViewer | null;
  mode: Mode;
  difference: Difference | null;
}

/** The labels with their volumes; of a difference, what was added and what was taken away. */
export function LabelTable({ revision, viewer, mode, difference }: Props) {
  const spacing = revision.case_detail.geometry?.spacing ?? [1, 1, 1];
  const ml = spacing.reduce((product, mm) => product * mm, 1) / 1000;
  const shown = useLabels(viewer);
  const said = (value: number) => {
    if (mode === 'submission') return millilitres((revision.statistics.label_voxels[value] ?? 0) * ml);
    const of = (counts: Float64Array | undefined) => (counts?.[value] ?? 0) * ml;
    if (mode === 'prelabel') return millilitres(of(difference?.counts.before));
    const [added, removed] = [of(difference?.counts.added), of(difference?.counts.removed)];
    return added || removed ? `+${millilitres(added)}  −${millilitres(removed)}` : '—';
  };
  return (
    <section>
      <div className={styles.heading}>
        <h2 className="grow">Labels</h2>
        <span className="small t3" style={{ marginRight: 28 }}>
          {mode === 'difference' ? 'ml added, removed' : 'ml'}
        </span>
      </div>
      {revision.labels.map((label) => {
        const visible = shown(label.value);
        const Eye = visible ? IconEye : IconEyeOff;
        return (
          <div key={label.value} className={styles.label} data-hidden={!visible || undefined}>
            <Swatch color={label.color ?? 1} />
            <span className="ellipsis">{label.name}</span>
            <span className="num t2" data-testid={`said-${label.value}`}>
              {said(label.value)}
            </span>
            <button
              type="button"
              className={styles.eye}
              aria-label={`${visible ? 'Hide' : 'Show'} ${label.name}`}
              onClick={() => viewer?.setLabel(label.value, { visible: !visible })}
            >
              <Eye size={16} stroke={1.75} aria-hidden />
            </button>
          </div>
        );
      })}
    </section>
  );
}
