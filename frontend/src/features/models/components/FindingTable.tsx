import type { ProjectDetail } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { Card, Swatch } from '@/ui';
import type { Holdout } from '../api';
import styles from '../Models.module.css';
import { IntervalCell } from './IntervalCell';

interface Props {
  holdout: Holdout;
  findings: ProjectDetail['findings'];
}

const three = (value: number | null) => fixed(value, 3);

/** Each finding on the holdout: how well it is told, and whether its probabilities mean what they say. */
export function FindingTable({ holdout, findings }: Props) {
  return (
    <Card
      className={styles.scores}
      title="Scores by finding"
      note={`holdout, ${holdout.patients} patients, 95 % CI`}
    >
      <div className={styles.scroll}>
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col">Finding</th>
              <th scope="col" className="number">
                Present
              </th>
              <th
                scope="col"
                className="number"
                title="Chance that an image with the finding is given more than one without; 0.5 by guessing"
              >
                AUROC
              </th>
              <th
                scope="col"
                className="number"
                title="Share of the images with the finding that are found, at a specificity of 0.9"
              >
                Sensitivity
              </th>
              <th
                scope="col"
                className="number"
                title="Mean squared distance of the probability from what came true; 0 at best"
              >
                Brier
              </th>
              <th
                scope="col"
                className="number"
                title="Expected calibration error: how far probabilities are from how often they come true"
              >
                ECE
              </th>
            </tr>
          </thead>
          <tbody>
            {holdout.findings.map((one) => (
              <Row key={one.key} one={one} finding={findings.find((each) => each.key === one.key)} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface RowProps {
  one: Holdout['findings'][number];
  finding: ProjectDetail['findings'][number] | undefined;
}

function Row({ one, finding }: RowProps) {
  return (
    <tr>
      <td>
        <span className="row">
          <Swatch color={finding?.color ?? 1} />
          {finding?.name ?? one.key}
        </span>
      </td>
      <td className="number">
        {one.present} of {one.n}
      </td>
      <td className="number">
        <IntervalCell interval={one.auroc} show={three} />
      </td>
      <td className="number">
        <IntervalCell interval={one.sensitivity} show={three} />
      </td>
      <td className="number">
        <IntervalCell interval={one.brier} show={three} />
      </td>
      <td className="number">{fixed(one.ece, 3)}</td>
    </tr>
  );
}
