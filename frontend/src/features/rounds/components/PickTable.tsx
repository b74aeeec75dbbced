import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { fixed } from '@/lib/numbers';
import { Badge, Card, Thumb } from '@/ui';
import { type Pick, type RoundDetail, useWays } from '../api';
import styles from '../Rounds.module.css';
import { Unscored } from './Unscored';

interface Props {
  slug: string;
  round: RoundDetail;
  /** The pick whose reasons stand beside the table. */
  chosen: Pick | undefined;
  onChoose: (pick: Pick) => void;
}

/** Each pick with its arm, and by what it was ranked. */
export function PickTable({ slug, round, chosen, onChoose }: Props) {
  const ways = useWays(slug, round.id);
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
          <Head />
          <tbody>
            {round.picks.map((pick) => (
              <tr key={pick.rank} aria-selected={pick === chosen}>
                <Cells
                  pick={pick}
                  way={ways.data?.get(pick.case.id)}
                  chosen={pick === chosen}
                  onChoose={() => onChoose(pick)}
                />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col" className={`number ${styles.rank}`}>
          Rank
        </th>
        <th scope="col" className={styles.case}>
          Case
        </th>
        <th scope="col" className={styles.arm}>
          Arm
        </th>
        <th scope="col">Ranked by</th>
        <th scope="col" className={`number ${styles.value}`}>
          Value
        </th>
        <th scope="col" className={styles.ask} aria-label="Why" />
      </tr>
    </thead>
  );
}

interface CellsProps {
  pick: Pick;
  /** Where this person can open the case; without, its name is no link. */
  way: string | undefined;
  chosen: boolean;
  onChoose: () => void;
}

function Cells({ pick, way, chosen, onChoose }: CellsProps) {
  const { name, thumbnail } = pick.case;
  return (
    <>
      <td className="number t2">{pick.rank}</td>
      <td>
        <span className={styles.named}>
          <Thumb src={thumbnail} alt="" width={30} height={24} />
          <Two upper={way ? <Link to={way}>{name}</Link> : name} lower={pick.state.replace('_', ' ')} />
        </span>
      </td>
      <td>{pick.arm === 'random' ? <Badge>random</Badge> : <Badge tone="accent">picked</Badge>}</td>
      <td title={[pick.rule_words, pick.ranked_by?.about].filter(Boolean).join('. ')}>
        <Two upper={pick.rule_words || '—'} lower={pick.ranked_by?.name} />
      </td>
      <td className="number">{pick.ranked_by && fixed(pick.value, 3)}</td>
      <td>
        <button
          type="button"
          className={styles.why}
          aria-pressed={chosen}
          aria-label={`Why ${name}`}
          onClick={onChoose}
        >
          Why
        </button>
      </td>
    </>
  );
}

/** Two lines of one height in every row; what does not fit is cut, and told when it is pointed at. */
function Two({ upper, lower }: { upper: ReactNode; lower: string | undefined }) {
  return (
    <span className={styles.two}>
      <span>{upper}</span>
      {lower && <span className="small t3">{lower}</span>}
    </span>
  );
}
