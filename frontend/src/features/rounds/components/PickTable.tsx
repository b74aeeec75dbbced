import { fixed } from '@/lib/numbers';
import { Badge, Card, Thumb } from '@/ui';
import type { Pick, RoundDetail } from '../api';
import styles from '../Rounds.module.css';

const STRATEGY_COLUMNS = 4;

/** Each pick with its score, what the score is made of, and its arm. */
export function PickTable({ round }: { round: RoundDetail; slug: string }) {
  const keys = componentsShown(round.picks);
  return (
    <Card
      className={styles.picks}
      title="Picks"
      note="in the order of choice; every measure is 0 to 1, higher is more doubtful"
    >
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
              {keys.map(({ key, name }) => (
                <th key={key} scope="col" className="number">
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

/** The labels' and overall measures that all picks share, at most as many as there is room for. */
function componentsShown(picks: Pick[]): { key: string; name: string }[] {
  const seen = new Map<string, string>();
  for (const pick of picks) {
    for (const one of pick.components) {
      if (one.key !== 'foreground') seen.set(one.key, one.name);
    }
  }
  const keys = [...seen].map(([key, name]) => ({
    key,
    name: name.replace(/ entropy$/, '').replace('Overall ', ''),
  }));
  const labels = keys.filter(({ key }) => key.startsWith('label:'));
  const overall = keys.filter(({ key }) => !key.startsWith('label:'));
  return [...overall, ...labels].slice(0, STRATEGY_COLUMNS).map(({ key, name }) => ({
    key,
    name: key === 'entropy' ? 'Entropy' : name.charAt(0).toUpperCase() + name.slice(1),
  }));
}

function Row({ pick, keys }: { pick: Pick; keys: { key: string }[] }) {
  const value = (key: string) => pick.components.find((one) => one.key === key)?.value;
  return (
    <tr>
      <td className="number t2">{pick.rank}</td>
      <td>
        <span className={styles.case}>
          <Thumb src={pick.case.thumbnail} alt="" width={30} height={24} />
          {pick.case.name}
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
