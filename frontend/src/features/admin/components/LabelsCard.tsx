import type { Label } from '@/api/types';
import { counted } from '@/lib/numbers';
import { Card, EmptyState, Swatch } from '@/ui';

/** What is drawn in this project, with the codes that a DICOM SEG carries. */
export function LabelsCard({ labels }: { labels: Label[] }) {
  return (
    <Card title="Labels" note={counted(labels.length, 'label')}>
      {labels.length === 0 ? (
        <EmptyState sentence="The labels of the project, with their DICOM codes, will be here." />
      ) : (
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col" className="number">
                Value
              </th>
              <th scope="col">Name</th>
              <th scope="col">Category</th>
              <th scope="col">Type</th>
            </tr>
          </thead>
          <tbody>
            {labels.map((label) => (
              <tr key={label.value}>
                <td className="number t2">{label.value}</td>
                <td>
                  <span className="row">
                    <Swatch color={label.color} /> {label.name}
                  </span>
                </td>
                <td className="t2">{code(label.category)}</td>
                <td className="t2">{code(label.type)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function code(concept: Label['type']): string {
  return concept ? `${concept.meaning} (${concept.value}, ${concept.scheme})` : '—';
}
