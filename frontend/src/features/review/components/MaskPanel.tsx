import { Switch } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { duration, millilitres } from '@/lib/format';
import { count, fixed } from '@/lib/numbers';
import { QuietButton, Segmented, Swatch } from '@/ui';
import type { ViewerState, VolumeViewer } from '@/viewer';
import type { Revision } from '../api';
import styles from '../Review.module.css';
import { Findings } from './Findings';
import type { Masks, Mode } from './useReviewViewer';

/** What is on the screen, and how to change it. */
interface Sight {
  viewer: VolumeViewer | null;
  state: ViewerState | null;
  masks: Masks | null;
  mode: Mode;
  setMode: (mode: Mode) => void;
  walk: () => void;
}

interface Props {
  revision: Revision;
  sight: Sight;
}

/** Which mask is shown, what it holds, what was changed. */
export function MaskPanel({ revision, sight }: Props) {
  const { masks, mode, setMode, viewer, state } = sight;
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
            <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd>
          </span>
        </div>
        <div className={styles.modes}>
          <Segmented label="Mask" value={mode} onChange={setMode} options={options} />
        </div>
        <p className="small t2" style={{ marginTop: 'var(--s-2)' }}>
          {explained(mode, masks, revision.case_detail.draft?.model ?? null)}
        </p>
        <Changed revision={revision} sight={sight} />
      </section>
      <Labels revision={revision} viewer={viewer} state={state} />
      <Findings revision={revision} viewer={viewer} />
      {viewer && state?.hasUncertainty && <Uncertainty viewer={viewer} state={state} />}
    </>
  );
}

function Uncertainty({ viewer, state }: { viewer: VolumeViewer; state: ViewerState }) {
  return (
    <section>
      <div className={styles.heading} style={{ marginBottom: 0 }}>
        <h2 className="grow">Uncertainty</h2>
        <kbd>U</kbd>
        <Switch
          size="xs"
          aria-label="Show the uncertainty"
          checked={state.uncertaintyShown}
          onChange={(event) => viewer.showUncertainty(event.currentTarget.checked)}
        />
      </div>
      {state.uncertaintyShown && (
        <div className="row small t2 num">
          0.2 <span className={styles.ramp} /> 1.0
        </div>
      )}
    </section>
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

function Changed({ revision, sight: { masks, walk } }: Props) {
  const { statistics } = revision;
  const facts = [
    statistics.draft_dice === null ? '' : `Dice with the pre-label ${fixed(statistics.draft_dice, 3)}`,
    masks?.prelabel ? `${count(statistics.edited_voxels)} voxels changed` : '',
    statistics.active_seconds ? `${duration(statistics.active_seconds)} active` : '',
  ].filter(Boolean);
  return (
    <>
      {facts.length > 0 && <p className="small t3 num">{facts.join(', ')}.</p>}
      {masks?.difference?.perSlice.some(Boolean) && (
        <QuietButton size="xs" onClick={walk} style={{ marginTop: 'var(--s-2)' }}>
          Next changed slice&nbsp;<kbd>N</kbd>
        </QuietButton>
      )}
    </>
  );
}

/** What the reader added to a label and took from it, against the pre-label. */
function Edited({ edits, ml }: { edits: { added: number; removed: number } | undefined; ml: number }) {
  if (!edits) return null;
  const { added, removed } = edits;
  return (
    <span className="t3" title="Added and taken away against the pre-label, ml">
      +{millilitres(added * ml)} −{millilitres(removed * ml)}
      {'  '}
    </span>
  );
}

function Labels({ revision, viewer, state }: Pick<Sight, 'viewer' | 'state'> & { revision: Revision }) {
  const spacing = revision.case_detail.geometry?.spacing ?? [1, 1, 1];
  const ml = spacing.reduce((product, mm) => product * mm, 1) / 1000;
  return (
    <section>
      <div className={styles.heading}>
        <h2 className="grow">Labels</h2>
        <span className="small t3" style={{ marginRight: 28 }}>
          ml
        </span>
      </div>
      {revision.labels.map((label) => {
        const shown = state?.labels.find((one) => one.value === label.value)?.visible ?? true;
        const Eye = shown ? IconEye : IconEyeOff;
        return (
          <div key={label.value} className={styles.label} data-hidden={!shown || undefined}>
            <Swatch color={label.color ?? 1} />
            <span className="ellipsis">{label.name}</span>
            <span className="num t2">
              <Edited edits={revision.statistics.label_edits[label.value]} ml={ml} />
              {millilitres((revision.statistics.label_voxels[label.value] ?? 0) * ml)}
            </span>
            <button
              type="button"
              className={styles.eye}
              aria-label={`${shown ? 'Hide' : 'Show'} ${label.name}`}
              onClick={() => viewer?.setLabel(label.value, { visible: !shown })}
            >
              <Eye size={16} stroke={1.75} aria-hidden />
            </button>
          </div>
        );
      })}
    </section>
  );
}
