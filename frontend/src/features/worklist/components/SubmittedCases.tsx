import { useNavigate } from 'react-router';
import { answer, api } from '@/api/client';
import { useAct } from '@/api/shared';
import type { SubmittedWork } from '@/api/types';
import { when } from '@/lib/when';
import { Card, Failed, QuietButton, Thumb } from '@/ui';
import { editorAddress } from '../api';
import styles from '../WorkScreen.module.css';

/** What I have handed in and nobody has reviewed: it can be taken back. */
export function SubmittedCases({ cases, slug }: { cases: SubmittedWork[]; slug: string }) {
  const navigate = useNavigate();
  const takeBack = useAct(slug, (assignment: number) =>
    answer(
      api.POST('/api/assignments/{assignment_id}/reopen', {
        params: { path: { assignment_id: assignment } },
      }),
    ),
  );
  if (cases.length === 0) return null;
  return (
    <Card title="Submitted" className={styles.list} noteBeside note="Not reviewed yet, the latest first.">
      {takeBack.error && <Failed error={takeBack.error} />}
      <ul>
        {cases.map((work) => (
          <li key={work.assignment_id} className={styles.item}>
            <Thumb src={work.case.thumbnail} alt="" width={56} height={44} />
            <div className="grow">
              <b>{work.case.name}</b>{' '}
              <span className="small t3">
                submitted as r{work.number} {when(work.at)}
              </span>
            </div>
            <QuietButton
              disabled={takeBack.isPending}
              aria-label={`Take back ${work.case.name}`}
              onClick={() =>
                takeBack.mutate(work.assignment_id, {
                  onSuccess: () => navigate(editorAddress(slug, work.assignment_id)),
                })
              }
            >
              Take back
            </QuietButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
