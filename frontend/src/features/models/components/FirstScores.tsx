import type { ProjectDetail } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { EmptyState, Swatch } from '@/ui';
import type { ModelDetail } from '../api';
import { measureOf, scoredParts } from '../changes';
import { IntervalCell } from './IntervalCell';

/** How a version did that was judged against no other. */
export function FirstScores({ project, model }: { project: ProjectDetail; model: ModelDetail }) {
  if (!model.holdout)
    return (
      <EmptyState sentence="It was not judged against another version, so there is no change to show." />
    );
  return (
    <>
      <p className="t2" style={{ marginBottom: 'var(--s-3)' }}>
        The first version has nothing to be compared with. Its {measureOf(project)} on the holdout:
      </p>
      <table className="gyre-table">
        <tbody>
          {scoredParts(project, model).map((part) => (
            <tr key={part.id}>
              <td>
                <span className="row">
                  <Swatch color={part.color} />
                  {part.name}
                </span>
              </td>
              <td className="number">
                <IntervalCell interval={part.score} show={(value) => fixed(value, 3)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
