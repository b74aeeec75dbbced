import type { Commands } from '@/lib/commands';
import { millilitres } from '@/lib/format';
import { count, fixed } from '@/lib/numbers';
import { ProgressLine, QuietButton, Swatch } from '@/ui';
import type { Read, Reads } from '../api';
import styles from '../Review.module.css';
import { UncertaintySwitch } from './UncertaintySwitch';
import type { Pair } from './usePair';

interface Props {
  reads: Reads;
  pair: readonly [Read, Read];
  sight: Pair;
  commands: Commands;
}

/** Where the two differ, place by place, and how well they agree by label. */
export function AgreementPanel({ reads, pair, sight, commands }: Props) {
  return (
    <>
      <section aria-label="Disputed places">
        <div className={styles.heading}>
          <h2 className="grow">Disputed places</h2>
          <span className="small t3 num">
            {reads.comparison && `${count(reads.comparison.voxels)} voxels differ`}
          </span>
        </div>
        {reads.comparison ? (
          <Place {...{ reads, sight, commands }} />
        ) : (
          <ProgressLine fraction={null} label="Comparing" text="Both masks are being compared" />
        )}
      </section>
      {sight.viewer && (
        <UncertaintySwitch viewer={sight.viewer} name="Disagreement" keys={commands.keyFor('doubt.show')} />
      )}
      <ByLabel reads={reads} pair={pair} />
    </>
  );
}

function Place({ reads, sight, commands }: Omit<Props, 'pair'>) {
  const { places, at } = sight;
  const here = places[at];
  const nameOf = (value: number | undefined) =>
    reads.labels.find((label) => label.value === value)?.name ?? 'nothing';
  const [one, other] = here?.labels[0] ?? [];
  if (places.length === 0) return <p className="small t2">Both masks are the same.</p>;
  return (
    <>
      <div className={styles.walk}>
        <span className="small t2 num grow" data-testid="disputed">
          {here
            ? `Place ${at + 1} of ${places.length}, ${millilitres(here.ml)} ml`
            : `${places.length} places, the largest first`}
        </span>
        <QuietButton size="compact-sm" onClick={() => commands.run('doubt.next')}>
          Next&nbsp;<kbd>{commands.keyFor('doubt.next')}</kbd>
        </QuietButton>
      </div>
      {here && (
        <p className="small t2">
          A has {nameOf(one)}, B has {nameOf(other)}
          {here.labels.length > 1 && `, and ${here.labels.length - 1} more`}
          {here.thin && '. A rim: two hands on one border'}.
        </p>
      )}
    </>
  );
}

function ByLabel({ reads, pair }: Pick<Props, 'reads' | 'pair'>) {
  const found = reads.comparison?.labels ?? [];
  if (found.length === 0) return null;
  const [one, other] = pair.map((read) => read.author.name);
  return (
    <section aria-label="Agreement by label">
      <div className={styles.heading}>
        <h2 className="grow">Agreement</h2>
        <span className="small t3">by label</span>
      </div>
      <table className={styles.agreement}>
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Dice</th>
            <th scope="col" title="95th percentile of the distance between the surfaces">
              HD95 mm
            </th>
            <th scope="col" title={`${one}, ${other}`}>
              ml
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((row) => {
            const label = reads.labels.find(({ value }) => value === row.value);
            return (
              <tr key={row.value}>
                <td>
                  <Swatch color={label?.color ?? 1} /> {label?.name ?? row.value}
                </td>
                <td>{fixed(row.dice, 3)}</td>
                <td>{row.hd95_mm === null ? '—' : fixed(row.hd95_mm, 1)}</td>
                <td>{row.ml.map((ml) => millilitres(ml)).join(', ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
