import { counted, fixed, percent, signed } from '@/lib/numbers';
import { Card, EmptyState } from '@/ui';
import { Sized } from '@/ui/plots';
import type { GroupScores, QueryRate, Subgroups as Report } from '../api';
import { attributeName, byAttribute, groupName, hiddenBecause, partsOf } from '../groups';
import styles from '../Models.module.css';
import { ForestMark, forestScale } from './Forest';

interface Props {
  report: Report | null;
  number: number;
  rates?: QueryRate[];
  intersections?: boolean;
}

/** For whom the model does how well. Small groups are named and their scores are not told. */
export function Subgroups({ report, number, rates, intersections }: Props) {
  const title = intersections ? 'Intersections of two' : 'Subgroups';
  const all = (intersections ? report?.intersections : report?.groups) ?? [];
  const list = intersections ? all.filter((group) => !group.hidden) : all;
  if (!report || all.length === 0) {
    return (
      <Card className={styles.groups} title={title}>
        <EmptyState sentence={emptyWords(report)} />
      </Card>
    );
  }
  return (
    <Card className={styles.groups} title={title} note={noteOf(report, intersections)}>
      <div className={styles.scroll}>
        <table className="gyre-table">
          <Head number={number} rates={rates !== undefined} />
          <tbody>
            {byAttribute(list).map(({ attribute, groups }) =>
              groups.map((group, i) => (
                <Row
                  key={group.name}
                  {...{ group, report, rates, intersections }}
                  first={i === 0 && !intersections ? attributeName(attribute) : ''}
                />
              )),
            )}
          </tbody>
        </table>
      </div>
      {list.length < all.length && (
        <p className="small t3">
          {counted(all.length - list.length, 'intersection')} not shown: under {report.smallest} patients, or
          they would tell such a one.
        </p>
      )}
      {!intersections && report.alike.length > 0 && (
        <p className="small t3">
          Alike in all cases: {report.alike.map((one) => attributeName(one).toLowerCase()).join(', ')}.
        </p>
      )}
    </Card>
  );
}

function emptyWords(report: Report | null): string {
  if (!report) return 'This version was judged before subgroups were told apart.';
  return 'All holdout cases are alike in sex, age, scanner, site and slices, as far as their headers say.';
}

/** "worst to best gap 0.035, age" of the widest gap. */
function noteOf(report: Report, intersections: boolean | undefined): string {
  if (intersections) return 'reported, not judged by the gate';
  const widest = [...report.gaps].sort((a, b) => (b.interval.mean ?? 0) - (a.interval.mean ?? 0))[0];
  if (!widest) return `under ${report.smallest} patients not shown`;
  const { mean, low, high } = widest.interval;
  const ends = low === null ? '' : ` (${fixed(low, 3)} to ${fixed(high, 3)})`;
  return `widest gap ${fixed(mean, 3)}${ends}, ${attributeName(widest.attribute).toLowerCase()}`;
}

function Head({ number, rates }: { number: number; rates: boolean }) {
  return (
    <thead>
      <tr>
        <th scope="col">Group</th>
        <th scope="col" className="number">
          n
        </th>
        <th scope="col" className="number">
          v{number}
        </th>
        <th scope="col" className="number">
          Δ Dice
        </th>
        <th scope="col">95 % CI</th>
        {rates && (
          <th scope="col" className="number" title="Share of the picks, and of the pool">
            Picked of pool
          </th>
        )}
      </tr>
    </thead>
  );
}

interface RowProps {
  group: GroupScores;
  report: Report;
  rates: QueryRate[] | undefined;
  intersections: boolean | undefined;
  first: string;
}

function Row({ group, report, rates, intersections, first }: RowProps) {
  const name = intersections ? groupName(group.name) : groupName(partsOf(group.name)[1]);
  const rate = rates?.find((one) => one.name === group.name);
  return (
    <tr className={first ? styles.begins : undefined}>
      <td>
        {!intersections && <span className={styles.attribute}>{first}</span>}
        {name}
      </td>
      <td className="number t2">{group.patients}</td>
      {group.hidden ? (
        <td colSpan={3} className="t3">
          not shown: {hiddenBecause(group, report.smallest)}
        </td>
      ) : (
        <>
          <td className="number">{fixed(group.dice?.mean, 3)}</td>
          <td className="number">{signed(group.delta?.mean, 3)}</td>
          <td className={styles.forest}>
            <Change group={group} all={report.groups} />
          </td>
        </>
      )}
      {rates && <td className="number t2">{rateWords(rate)}</td>}
    </tr>
  );
}

function rateWords(rate: QueryRate | undefined): string {
  if (!rate || rate.picked_share === null) return '—';
  return `${percent(rate.picked_share)} of ${percent(rate.pool_share)}`;
}

function Change({ group, all }: { group: GroupScores; all: GroupScores[] }) {
  const { delta } = group;
  if (!delta) return null;
  const shown = all.flatMap((one) => one.delta ?? []);
  return (
    <Sized height={18} label={`${groupName(group.name)}: ${signed(delta.mean, 3)}`}>
      {(width) => {
        const x = forestScale([...shown, delta], -0.02, [4, width - 4]);
        return (
          <>
            <line x1={x(0)} x2={x(0)} y1={2} y2={16} stroke="var(--line-strong)" />
            <ForestMark interval={delta} x={x} y={9} />
          </>
        );
      }}
    </Sized>
  );
}
