import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { count, counted } from '@/lib/numbers';
import { Loaded } from '@/ui';
import styles from '../Cohorts.module.css';
import { type Done, groupsOf } from '../held/report';

/** What was taken out of the headers of an upload, by attribute; never a value. */
export function DeidReport({ upload }: { upload: number }) {
  const report = useQuery({
    queryKey: ['upload', upload, 'deidentification'],
    queryFn: () =>
      answer(
        api.GET('/api/uploads/{upload_id}/deidentification', { params: { path: { upload_id: upload } } }),
      ),
  });
  return (
    <Loaded query={report} label="Reading the report">
      {({ files, done }) => (files > 0 ? <Groups files={files} done={done} /> : null)}
    </Loaded>
  );
}

function Groups({ files, done }: { files: number; done: Done[] }) {
  return (
    <details className={styles.report}>
      <summary>
        {counted(files, 'file')} de-identified: what was done to {counted(done.length, 'attribute')}
      </summary>
      <div className={styles.groups}>
        {groupsOf(done).map((group) => (
          <section key={group.action}>
            <h3>
              {group.action} <span className="num t3">{count(group.count)}</span>
            </h3>
            <ul>
              {group.rows.map((row) => (
                <li key={row.keyword}>
                  <span className="ellipsis">{row.keyword}</span>{' '}
                  <span className="num t2">{count(row.count)}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </details>
  );
}
