import type { ProjectDetail } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { Card, EmptyState } from '@/ui';
import type { Holdout } from '../api';
import { attributeName, byAttribute, groupName, partsOf } from '../groups';
import styles from '../Models.module.css';

type Scores = Holdout['findings'][number];

interface Props {
  holdout: Holdout;
  findings: ProjectDetail['findings'];
}

/** For whom each finding is told how well. Small groups are named and their scores are not told. */
export function FindingGroups({ holdout, findings }: Props) {
  const groups = holdout.findings[0]?.groups ?? [];
  return (
    <Card
      className={styles.groups}
      title="Subgroups"
      note="AUROC on the holdout, 95 % CI; not judged by the gate"
    >
      {groups.length === 0 ? (
        <EmptyState sentence="All holdout images are alike in sex, age, view, scanner and site, as far as their headers say." />
      ) : (
        <div className={styles.scroll}>
          <table className="gyre-table">
            <thead>
              <tr>
                <th scope="col">Group</th>
                <th scope="col" className="number">
                  Patients
                </th>
                {holdout.findings.map(({ key }) => (
                  <th key={key} scope="col" className="number">
                    {findings.find((one) => one.key === key)?.name ?? key}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {byAttribute(groups).map(({ attribute, groups: members }) =>
                members.map(({ name, patients }, i) => (
                  <tr key={name} className={i === 0 ? styles.begins : undefined}>
                    <td>
                      <span className={styles.attribute}>{i === 0 && attributeName(attribute)}</span>
                      {groupName(partsOf(name)[1])}
                    </td>
                    <td className="number t2">{patients}</td>
                    {holdout.findings.map((scores) => (
                      <td key={scores.key} className="number">
                        <InGroup scores={scores} group={name} />
                      </td>
                    ))}
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

const UNSAID: Record<string, string> = {
  no_label: 'nothing is known of them',
  one_class_only: 'all have it, or none',
  too_few: 'not shown: too few',
  complement: 'not shown: would tell a small group',
};

function InGroup({ scores, group }: { scores: Scores; group: string }) {
  const found = scores.groups.find((one) => one.name === group);
  if (!found?.auroc) return <span className="t3">{UNSAID[found?.why ?? ''] ?? '—'}</span>;
  const { mean, low, high } = found.auroc;
  return (
    <>
      {fixed(mean, 3)}
      {low !== null && <span className="t3">{` (${fixed(low, 3)} to ${fixed(high, 3)})`}</span>}
    </>
  );
}
