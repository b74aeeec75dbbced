import { signed } from '@/lib/numbers';
import { Card } from '@/ui';
import { Sized } from '@/ui/plots';
import type { Interval } from '../api';
import styles from '../Models.module.css';
import { ForestMark, forestScale } from './Forest';

/** Under ten patients a group is named and not judged by eye. */
const FEWEST = 10;

/** Change within each subgroup of the holdout. */
export function Subgroups({ groups }: { groups: Record<string, Interval> }) {
  const list = Object.entries(groups);
  if (list.length === 0) return null;
  const shown = list.filter(([, one]) => one.patients >= FEWEST);
  return (
    <Card className={styles.groups} title="Subgroups" note="Dice against the version before">
      <div>
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col" className="number">
                n
              </th>
              <th scope="col" className="number">
                Δ Dice
              </th>
              <th scope="col">95 % CI</th>
            </tr>
          </thead>
          <tbody>
            {list.map(([name, one]) => (
              <Group key={name} name={name} one={one} all={shown.map(([, interval]) => interval)} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Group({ name, one, all }: { name: string; one: Interval; all: Interval[] }) {
  const few = one.patients < FEWEST;
  return (
    <tr>
      <td>{name.replace(':', ': ')}</td>
      <td className="number t2">{one.patients}</td>
      <td className="number">{few ? '' : signed(one.mean, 3)}</td>
      <td style={{ width: 110, paddingRight: 0 }}>
        {few ? (
          <span className="t3">n &lt; {FEWEST}, not shown</span>
        ) : (
          <Sized height={18} label={`${name}: ${signed(one.mean, 3)}`}>
            {(width) => {
              const x = forestScale(all, -0.02, [4, width - 4]);
              return (
                <>
                  <line x1={x(0)} x2={x(0)} y1={2} y2={16} stroke="var(--line-strong)" />
                  <ForestMark interval={one} x={x} y={9} />
                </>
              );
            }}
          </Sized>
        )}
      </td>
    </tr>
  );
}
