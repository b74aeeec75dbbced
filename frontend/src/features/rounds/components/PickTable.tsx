import { fixed } from '@/lib/numbers';
import { Badge, Card, Thumb } from '@/ui';
import type { Pick, RoundDetail } from '../api';
import styles from '../Rounds.module.css';
import { Unscored } from './Unscored';

const MOST_MEASURES = 3;

/** Each pick with its score, what the score is made of, and its arm. */
export function PickTable({ round }: { round: RoundDetail }) {
  const keys = measuresOf(round);
  return (
    <Card className={styles.picks} title="Picks" note="in the order of choice; doubt goes from 0 to 1">
      {round.bounds.length > 0 && (
        <ul className={`small t2 ${styles.bounds}`}>
          {round.bounds.map((bound) => (
            <li key={bound}>{bound}</li>
          ))}
        </ul>
      )}
      <Unscored cases={round.unscored} />
      <div className={styles.table}>
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col" className="number">
                Rank
              </th>
              <th scope="col">Case</th>
              <th scope="col">Arm</th>
              <th scope="col" className="number">
                Score
              </th>
              {keys.map(({ key, name, about }) => (
                <th key={key} scope="col" className={`number ${styles.measure}`} title={about}>
                  {name}
                </th>
              ))}
              <th scope="col">Stage</th>
            </tr>
          </thead>
          <tbody>
            {round.picks.map((pick) => (
              <Row key={pick.rank} pick={pick} keys={keys} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

type Measure = Pick['components'][number];

/** What the score is made of, as the server orders it. A measure that is the score itself is not told twice. */
function measuresOf(round: RoundDetail): Measure[] {
  const seen = new Map<string, Measure>();
  for (const pick of round.picks) {
    for (const one of pick.components) if (one.group !== 'detail') seen.set(one.key, one);
  }
  return [...seen.values()].filter((one) => !isTheScore(one.key, round)).slice(0, MOST_MEASURES);
}

const isTheScore = (key: string, round: RoundDetail) =>
  round.picks.every(({ score, components }) => {
    const value = components.find((one) => one.key === key)?.value;
    return value === undefined || fixed(value, 2) === fixed(score, 2);
  });

function Row({ pick, keys }: { pick: Pick; keys: { key: string }[] }) {
  const value = (key: string) => pick.components.find((one) => one.key === key)?.value;
  return (
    <tr>
      <td className="number t2">{pick.rank}</td>
      <td>
        <span className={styles.case}>
          <Thumb src={pick.case.thumbnail} alt="" width={30} height={24} />
          <span>
            {pick.case.name}
            {pick.rule_words && <span className={`small t3 ${styles.why}`}>{pick.rule_words}</span>}
          </span>
        </span>
      </td>
      <td>{pick.arm === 'random' ? <Badge>random</Badge> : <Badge tone="accent">picked</Badge>}</td>
      <td className="number">
        {pick.score !== null && (
          <span className={styles.bar}>
            <i style={{ width: `${Math.round(Math.min(1, pick.score) * 100)}%` }} />
          </span>
        )}
        {fixed(pick.score, 2)}
      </td>
      {keys.map(({ key }) => (
        <td key={key} className="number t2">
          {fixed(value(key), 2)}
        </td>
      ))}
      <td className="t2">{pick.state.replace('_', ' ')}</td>
    </tr>
  );
}
