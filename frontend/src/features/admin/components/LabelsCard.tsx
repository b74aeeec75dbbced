import { Switch } from '@mantine/core';
import type { Label, ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { Card, EmptyState, Failed, Swatch } from '@/ui';
import { useReplaceLabels } from '../api';

/** What is drawn in this project, with the codes that a DICOM SEG carries. */
export function LabelsCard({ project }: { project: ProjectDetail }) {
  const { labels } = project;
  const saving = useReplaceLabels(project.slug);
  const mark = (value: number, ignored: boolean) =>
    saving.mutate(labels.map((one) => ({ ...one, ignored: ignored && one.value === value })));
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
              <th scope="col" title="Painted where nobody looked or can say: nothing learns from it">
                Not judged
              </th>
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
                <td>
                  <Switch
                    aria-label={`${label.name} stands for what nobody judged`}
                    checked={label.ignored}
                    disabled={saving.isPending}
                    onChange={(event) => mark(label.value, event.currentTarget.checked)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {saving.error && <Failed error={saving.error} kept="The labels stay as they were." />}
    </Card>
  );
}

function code(concept: Label['type']): string {
  return concept ? `${concept.meaning} (${concept.value}, ${concept.scheme})` : '—';
}
