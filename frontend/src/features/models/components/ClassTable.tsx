import type { Label } from '@/api/types';
import { fixed, signed } from '@/lib/numbers';
import { Card, EmptyState, Swatch } from '@/ui';
import type { ClassScores, Holdout, HumanCeiling } from '../api';
import styles from '../Models.module.css';
import { IntervalCell } from './IntervalCell';
import { WithHuman } from './WithHuman';

interface Props {
  holdout: Holdout | null;
  human: HumanCeiling[];
  labels: Label[];
}

/** Each label on the holdout: Dice beside two readers', surfaces, volumes, all with their intervals. */
export function ClassTable({ holdout, human, labels }: Props) {
  if (!holdout) {
    return (
      <Card title="Scores by label">
        <EmptyState sentence="It was not judged: no holdout case had an approved mask." />
      </Card>
    );
  }
  return (
    <Card
      className={styles.scores}
      title="Scores by label"
      note={`holdout, ${holdout.patients} patients, 95 % CI`}
    >
      <div className={styles.scroll}>
        <table className={`gyre-table ${styles.tight}`}>
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col" className="number">
                Dice
              </th>
              <th scope="col">{human.length ? 'and two readers' : 'from 0.5 to 1'}</th>
              <th scope="col" className="number" title="Share of the surfaces within 1 mm of each other">
                NSD
              </th>
              <th scope="col" className="number">
                HD95, mm
              </th>
              <th scope="col" className="number" title="Predicted less approved volume">
                Bias, ml
              </th>
            </tr>
          </thead>
          <tbody>
            {holdout.classes.map((one) => (
              <Row
                key={one.value}
                one={one}
                human={human}
                label={labels.find((l) => l.value === one.value)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="small t3">{ceilingWords(human)}</p>
    </Card>
  );
}

function ceilingWords(human: HumanCeiling[]): string {
  if (human.length === 0) {
    return 'No case was read twice yet, so there is no human ceiling to set beside the Dice.';
  }
  const cases = Math.max(...human.map((one) => one.cases));
  return `Grey: Dice between two readers who had not seen each other's mask, over ${cases} ${cases === 1 ? 'case' : 'cases'}.`;
}

interface RowProps {
  one: ClassScores;
  human: HumanCeiling[];
  label: Label | undefined;
}

function Row({ one, human, label }: RowProps) {
  const ceiling = human.find((each) => each.value === one.value);
  return (
    <tr>
      <td>
        <span className="row">
          <Swatch color={label?.color ?? one.value} />
          {label?.name ?? `Label ${one.value}`}
        </span>
      </td>
      <td className="number">
        <IntervalCell interval={one.dice} show={(value) => fixed(value, 3)} />
      </td>
      <td style={{ width: 84 }}>
        <WithHuman model={one.dice} human={ceiling?.dice ?? null} />
      </td>
      <td className="number">
        <IntervalCell interval={one.nsd} show={(value) => fixed(value, 3)} />
      </td>
      <td className="number">
        <IntervalCell interval={one.hd95} show={(value) => fixed(value, 1)} />
      </td>
      <td className="number">
        <IntervalCell interval={one.volume_bias} show={(value) => signed(value, 2)} />
      </td>
    </tr>
  );
}
