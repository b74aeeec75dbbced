import type { Commands } from '@/lib/commands';
import { duration, millilitres } from '@/lib/format';
import { count, fixed } from '@/lib/numbers';
import { QuietButton, Segmented } from '@/ui';
import type { Revision } from '../api';
import styles from '../Review.module.css';
import { Findings } from './Findings';
import { LabelTable } from './LabelTable';
import { UncertaintySwitch } from './UncertaintySwitch';
import type { Masks, Mode } from './useMasks';
import type { Sight } from './useSight';

interface Props {
  revision: Revision;
  sight: Sight;
  commands: Commands;
}

/** Which mask is shown, what it holds, what was changed. */
export function MaskPanel({ revision, sight, commands }: Props) {
  const { masks, mode, setMode, viewer } = sight;
  const options = [
    { value: 'submission' as const, label: 'Submission' },
    { value: 'prelabel' as const, label: 'Pre-label', disabled: !masks?.prelabel },
    { value: 'difference' as const, label: 'Difference', disabled: !masks?.prelabel },
  ];
  return (
    <>
      <section>
        <div className={styles.heading}>
          <h2 className="grow">Mask</h2>
          <span className="small t3">
            {['review.submission', 'review.prelabel', 'review.difference'].map((id) => (
              <kbd key={id}>{commands.keyFor(id)}</kbd>
            ))}
          </span>
        </div>
        <div className={styles.modes}>
          <Segmented label="Mask" value={mode} onChange={setMode} options={options} />
        </div>
        <p className="small t2" style={{ marginTop: 'var(--s-2)' }}>
          {explained(mode, masks, revision.case_detail.draft?.model ?? null)}
        </p>
        <Changed {...{ revision, sight, commands }} />
      </section>
      <LabelTable {...{ revision, viewer, mode }} difference={masks?.difference ?? null} />
      <Findings revision={revision} viewer={viewer} />
      {viewer && (
        <UncertaintySwitch viewer={viewer} name="Uncertainty" keys={commands.keyFor('doubt.show')} />
      )}
    </>
  );
}

function explained(mode: Mode, masks: Masks | null, model: number | null): string {
  if (!masks) return 'Loading the mask.';
  if (!masks.prelabel) return 'Drawn without a pre-label.';
  const by = model === null ? 'the imported proposal' : `v${model}`;
  if (mode === 'prelabel') return `What ${by} proposed.`;
  if (mode === 'difference') return 'Solid: what the reader put there. Dashed: what the model had there.';
  return 'Solid: the reader. Dashed: the pre-label where it was changed.';
}

function Changed({ revision, sight: { masks, at, viewer }, commands }: Props) {
  const { statistics } = revision;
  const facts = [
    statistics.draft_dice === null ? '' : `Dice with the pre-label ${fixed(statistics.draft_dice, 3)}`,
    masks?.prelabel ? `${count(statistics.edited_voxels)} voxels changed` : '',
    statistics.active_seconds ? `${duration(statistics.active_seconds)} active` : '',
  ].filter(Boolean);
  const places = masks?.difference?.places ?? [];
  const here = places[at];
  return (
    <>
      {facts.length > 0 && <p className="small t3 num">{facts.join(', ')}.</p>}
      {places.length > 0 && (
        <div className={styles.walk}>
          <span className="small t2 num grow">
            {here && viewer
              ? `Difference ${at + 1} of ${places.length}, ${millilitres(here.voxels * viewer.voxelMl)} ml`
              : `${places.length} differences`}
          </span>
          <QuietButton size="compact-sm" onClick={() => commands.run('doubt.next')}>
            Next&nbsp;<kbd>{commands.keyFor('doubt.next')}</kbd>
          </QuietButton>
        </div>
      )}
    </>
  );
}
