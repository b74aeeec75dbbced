import { type Answers, type FindingState, proposedState } from '@/lib/answers';
import { fixed } from '@/lib/numbers';
import { Swatch } from '@/ui';
import type { FindingAgreement, Given } from './calls';
import styles from './FindingsReview.module.css';

const states: readonly FindingState[] = ['present', 'absent', 'uncertain'];

interface Props {
  given: Given;
  /** The other reader's answers of the same case, where it was read twice. */
  second: Answers | null;
  /** What the reviewer would say; null while only looking. */
  mine: Answers | null;
  onSay: (key: string, state: FindingState) => void;
}

/** One row a finding: the reader, what was said first, the other reader, the model. What differs is marked. */
export function AnswerTable({ given, second, mine, onSay }: Props) {
  return (
    <table className={styles.table} aria-label="Answers">
      <thead>
        <tr>
          <th scope="col">Finding</th>
          <th scope="col">{mine ? 'Mine' : 'Reader'}</th>
          {second && <th scope="col">Other</th>}
          <th scope="col" className="number">
            Model
          </th>
        </tr>
      </thead>
      <tbody>
        {given.asked.map((one) => {
          const said = given.answers[one.key];
          const other = second?.[one.key]?.state;
          return (
            <tr key={one.key}>
              <th scope="row">
                <Swatch color={one.color ?? 1} /> {one.name}
              </th>
              <td data-state={said?.state}>
                {mine ? (
                  <select
                    aria-label={`My answer for ${one.name}`}
                    value={mine[one.key]?.state}
                    onChange={(event) => onSay(one.key, event.currentTarget.value as FindingState)}
                  >
                    {states.map((state) => (
                      <option key={state}>{state}</option>
                    ))}
                  </select>
                ) : (
                  <Said said={said} first={given.first_answers?.[one.key]?.state} />
                )}
              </td>
              {second && (
                <td data-differs={(other && other !== said?.state) || undefined}>{other ?? 'none'}</td>
              )}
              <Proposed given={given} of={one.key} said={said?.state} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Said({ said, first }: { said: Given['answers'][string] | undefined; first: string | undefined }) {
  const boxes = said?.boxes.length ?? 0;
  return (
    <>
      {said?.state ?? 'open'}
      {boxes > 0 && ` (${boxes})`}
      {first && first !== said?.state && <div className={styles.first}>first: {first}</div>}
    </>
  );
}

function Proposed({ given, of, said }: { given: Given; of: string; said: string | undefined }) {
  const proposed = given.proposal?.[of];
  if (!proposed) return <td className="number">none</td>;
  const differs = proposedState(proposed.probability) !== said;
  return (
    <td className="number" data-differs={differs || undefined}>
      {differs && '≠ '}
      {fixed(proposed.probability, 2)}
    </td>
  );
}

/** Percent and kappa with their n; a dash where nothing can be said. */
export function AgreementTable({ rows }: { rows: readonly FindingAgreement[] }) {
  const compared = rows.filter(({ model, readers }) => model.n > 0 || readers.n > 0);
  if (compared.length === 0) return <p className="small t2">Nothing was approved here yet to compare.</p>;
  return (
    <table className={styles.table} aria-label="Agreement">
      <thead>
        <tr>
          <th scope="col">%, κ (n)</th>
          <th scope="col" className="number">
            Model
          </th>
          <th scope="col" className="number">
            Readers
          </th>
        </tr>
      </thead>
      <tbody>
        {compared.map(({ finding, model, readers }) => (
          <tr key={finding.key}>
            <th scope="row">{finding.name}</th>
            <td className="number">{worded(model)}</td>
            <td className="number">{worded(readers)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function worded({ n, percent, kappa }: FindingAgreement['model']): string {
  if (n === 0 || percent === null) return '—';
  return `${fixed(percent, 0)}, ${kappa === null ? '—' : fixed(kappa, 2)} (${n})`;
}
