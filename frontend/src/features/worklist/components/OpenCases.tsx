import type { OpenWork } from '@/api/types';
import { duration } from '@/lib/format';
import { counted } from '@/lib/numbers';
import { dayOf, when } from '@/lib/when';
import { Card, EmptyState, QuietLink, Thumb } from '@/ui';
import { editorAddress } from '../api';
import styles from '../WorkScreen.module.css';

/** What I have begun and not submitted. */
export function OpenCases({ cases, slug }: { cases: OpenWork[]; slug: string }) {
  if (cases.length === 0) {
    return (
      <Card title="Open" className={styles.list}>
        <EmptyState sentence="A case that you leave before submitting it will wait here, with every stroke saved." />
      </Card>
    );
  }
  return (
    <Card
      title="Open"
      className={styles.list}
      noteBeside
      note={`${counted(cases.length, 'case')}, every stroke is saved.`}
    >
      <ul>
        {cases.map((work) => (
          <li key={work.assignment_id} className={styles.item}>
            <Thumb src={work.case.thumbnail} alt="" width={56} height={44} />
            <div className="grow">
              <div className="row">
                <b>{work.case.name}</b>
                {work.saved_at && <span className="small t3">saved {when(work.saved_at)}</span>}
              </div>
              <span className="small t2">{spent(work)}</span>
            </div>
            <QuietLink to={editorAddress(slug, work.assignment_id)}>Resume</QuietLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function spent(work: OpenWork): string {
  const parts = [
    work.active_seconds ? `${duration(work.active_seconds)} active so far` : '',
    work.due ? `due ${dayOf(work.due)}` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
