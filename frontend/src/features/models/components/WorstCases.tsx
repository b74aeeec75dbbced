import { Link } from 'react-router';
import type { Label } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { Badge, Card, Thumb } from '@/ui';
import type { Holdout } from '../api';
import styles from '../Models.module.css';

interface Props {
  slug: string;
  holdout: Holdout | null;
  labels: Label[];
}

/** The holdout cases that did worst, each to be opened with the mask it was held against. */
export function WorstCases({ slug, holdout, labels }: Props) {
  if (!holdout || holdout.worst.length === 0) return null;
  const nameOf = (value: number) => labels.find((one) => one.value === value)?.name ?? `Label ${value}`;
  const failed = holdout.failed ? `, ${holdout.failed} failed` : '';
  return (
    <Card className={styles.grows} title="Worst cases" note={`of ${holdout.cases} in the holdout${failed}`}>
      <div className={styles.scroll}>
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col">Case</th>
              <th scope="col" className="number">
                Dice
              </th>
              <th scope="col" className="number">
                HD95, mm
              </th>
              <th scope="col">Worst label</th>
            </tr>
          </thead>
          <tbody>
            {holdout.worst.map((one) => (
              <tr key={one.case.id}>
                <td>
                  <CaseLink
                    slug={slug}
                    revision={one.revision}
                    name={one.case.name}
                    thumb={one.case.thumbnail}
                  />
                </td>
                <td className="number">{fixed(one.dice, 3)}</td>
                <td className="number t2">{fixed(one.hd95, 1)}</td>
                <td className="t2">
                  {nameOf(one.value)} {fixed(one.value_dice, 3)}{' '}
                  {one.failed && <Badge tone="warn">missed</Badge>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface LinkProps {
  slug: string;
  revision: number | null;
  name: string;
  thumb: string | null;
  slice?: number;
}

/** A case by its picture and name; opens its approved mask in review. */
export function CaseLink({ slug, revision, name, thumb, slice }: LinkProps) {
  const shown = (
    <>
      <Thumb src={thumb} alt="" width={30} height={24} />
      {name}
    </>
  );
  if (revision === null) return <span className="row">{shown}</span>;
  const at = slice === undefined ? '' : `?slice=${slice}`;
  return (
    <Link className="row" to={`/projects/${slug}/review/${revision}${at}`}>
      {shown}
    </Link>
  );
}
