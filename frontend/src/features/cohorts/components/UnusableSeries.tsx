import { useQuery } from '@tanstack/react-query';
import { sharedKeys } from '@/api/shared';
import { POLL_MS } from '@/api/training';
import { counted } from '@/lib/numbers';
import { studyDate, when } from '@/lib/when';
import { Card } from '@/ui';
import styles from '../Cohorts.module.css';
import { unusableSeries } from '../uploading';
import { DeleteSeries, seriesName } from './DeleteSeries';

interface Props {
  slug: string;
  busy: boolean;
  deletable: boolean;
}

/** Series that form no volume, with the reason. Followed while an upload has just come in. */
export function UnusableSeries({ slug, busy, deletable }: Props) {
  const found = useQuery({
    queryKey: [...sharedKeys.project(slug), 'series', 'unusable'],
    queryFn: () => unusableSeries(slug),
    refetchInterval: busy ? POLL_MS : false,
  });
  if (!found.data || found.data.count === 0) return null;
  return (
    <Card
      title="Series that cannot be labelled"
      note={`${counted(found.data.count, 'series', 'series')}, kept as they came`}
      className={styles.unusable}
    >
      <div className={styles.scroll}>
        <table className="gyre-table">
          <thead>
            <tr>
              <th scope="col">Series</th>
              <th scope="col">Study date</th>
              <th scope="col">Modality</th>
              <th scope="col" className="number">
                Files
              </th>
              <th scope="col">Why not</th>
              <th scope="col">Came</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {found.data.results.map((series) => (
              <tr key={series.id}>
                <td>{seriesName(series)}</td>
                <td className="num t2">{studyDate(series.study_date)}</td>
                <td>{series.modality}</td>
                <td className="number">{series.instances}</td>
                <td style={{ whiteSpace: 'normal' }}>
                  {series.problem} <span className="small t3">{series.problem_code}</span>
                </td>
                <td className="t2">{when(series.created_at)}</td>
                <td className="number">{deletable && <DeleteSeries slug={slug} series={series} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
