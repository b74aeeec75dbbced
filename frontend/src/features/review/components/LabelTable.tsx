import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { millilitres } from '@/lib/format';
import { Swatch } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import type { Revision } from '../api';
import styles from '../Review.module.css';
import { useLabels } from './useLabels';
import type { Mode } from './useMasks';

interface Props {
  revision: Revision;
  viewer: VolumeViewer | null;
  mode: Mode;
}

/** The labels with their volumes; of a difference, what was added and what was taken away. */
export function LabelTable({ revision, viewer, mode }: Props) {
  const spacing = revision.case_detail.geometry?.spacing ?? [1, 1, 1];
  const ml = spacing.reduce((product, mm) => product * mm, 1) / 1000;
  const shown = useLabels(viewer);
  const { label_voxels: voxels, label_edits: edits } = revision.statistics;
  const said = (value: number) => {
    if (mode !== 'difference') return millilitres((voxels[value] ?? 0) * ml);
    const { added = 0, removed = 0 } = edits[value] ?? {};
    return added || removed ? `+${millilitres(added * ml)}  −${millilitres(removed * ml)}` : '—';
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
