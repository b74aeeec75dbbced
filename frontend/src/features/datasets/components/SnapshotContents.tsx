import { count } from '@/lib/numbers';
import { Card } from '@/ui';
import type { SnapshotCase, SnapshotDetail } from '../api';
import styles from '../Datasets.module.css';

/** Each mask in the snapshot: which revision, of whom, how many voxels of each label. */
export function SnapshotContents({ snapshot }: { snapshot: SnapshotDetail }) {
  const { cases, labels } = snapshot.manifest;
  const shown = labels.slice(0, 4);
  return (
    <Card className={styles.inside} title="Masks" note="voxels of each label">
      <div className={styles.table}>
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col">Case</th>
              <th scope="col">Split</th>
              <th scope="col">Patient</th>
              <th scope="col">Revision</th>
              {shown.map((label) => (
                <th key={label.value} scope="col" className={`number ${styles.label}`}>
                  {label.name}
                </th>
              ))}
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {cases.map((one) => (
              <Row key={one.case_id} one={one} values={shown.map((label) => label.value)} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Row({ one, values }: { one: SnapshotCase; values: number[] }) {
  return (
    <tr>
      <td>{one.case}</td>
      <td className="t2">{one.split}</td>
      <td className="t2 num">{one.patient.replace('patient-', '')}</td>
      <td className="t2">
        r{one.revision}, {one.origin}
      </td>
      {values.map((value) => (
        <td key={value} className="number">
          {count(one.label_voxels[value] ?? 0)}
        </td>
      ))}
      <td className={styles.hash} title={one.mask_sha256}>
        {one.mask_sha256.slice(0, 8)}
      </td>
    </tr>
  );
}
