import { count } from '@/lib/numbers';
import { Card } from '@/ui';
import type { SnapshotCase, SnapshotDetail } from '../api';
import styles from '../Datasets.module.css';

/** What a column says of a case. */
interface Column {
  key: string;
  name: string;
  numeric: boolean;
  cell: (one: SnapshotCase) => string;
}

/** Each mask or answer set in the snapshot: which revision, how many voxels of each label or what of each finding. */
export function SnapshotContents({ snapshot }: { snapshot: SnapshotDetail }) {
  const { cases, findings } = snapshot.manifest;
  const shown = columnsOf(snapshot).slice(0, 4);
  return (
    <Card
      className={styles.inside}
      title={findings ? 'Answers' : 'Masks'}
      note={findings ? 'of each finding, with its boxes' : 'voxels of each label'}
    >
      <div className={styles.table}>
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col">Case</th>
              <th scope="col">Split</th>
              <th scope="col">Patient</th>
              <th scope="col">Revision</th>
              {shown.map(({ key, name, numeric }) => (
                <th key={key} scope="col" className={numeric ? `number ${styles.label}` : styles.label}>
                  {name}
                </th>
              ))}
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {cases.map((one) => (
              <Row key={one.case_id} one={one} columns={shown} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function columnsOf({ manifest: { labels = [], findings } }: SnapshotDetail): Column[] {
  if (!findings) {
    return labels.map(({ value, name }) => ({
      key: String(value),
      name,
      numeric: true,
      cell: (one) => count(one.label_voxels?.[value] ?? 0),
    }));
  }
  return findings.map(({ key, name }) => ({
    key,
    name,
    numeric: false,
    cell: (one) => {
      const { state = '', boxes = [] } = one.answers?.[key] ?? {};
      return boxes.length ? `${state}, ${boxes.length} ${boxes.length === 1 ? 'box' : 'boxes'}` : state;
    },
  }));
}

function Row({ one, columns }: { one: SnapshotCase; columns: readonly Column[] }) {
  const sha256 = one.mask_sha256 ?? one.answers_sha256 ?? '';
  return (
    <tr>
      <td>{one.case}</td>
      <td className="t2">{one.split}</td>
      <td className="t2 num">{one.patient.replace('patient-', '')}</td>
      <td className="t2">
        r{one.revision}, {one.origin}
      </td>
      {columns.map(({ key, numeric, cell }) => (
        <td key={key} className={numeric ? 'number' : undefined}>
          {cell(one)}
        </td>
      ))}
      <td className={styles.hash} title={sha256}>
        {sha256.slice(0, 8)}
      </td>
    </tr>
  );
}
