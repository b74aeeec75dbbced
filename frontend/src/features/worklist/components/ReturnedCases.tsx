import type { ReturnedWork } from '@/api/types';
import { counted } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Badge, Card, QuietLink, Thumb } from '@/ui';
import { editorAddress } from '../api';
import styles from '../WorkScreen.module.css';

interface Props {
  cases: ReturnedWork[];
  slug: string;
}

/** What a reviewer sent back, in the reviewer's full words. Not there while there is none. */
export function ReturnedCases({ cases, slug }: Props) {
  if (cases.length === 0) return null;
  return (
    <Card
      title="Returned to you"
      className={styles.list}
      noteBeside
      note={`${counted(cases.length, 'case')}, each opens at its first comment.`}
    >
      <ul>
        {cases.map((work) => (
          <Returned key={work.assignment_id} work={work} slug={slug} />
        ))}
      </ul>
    </Card>
  );
}

function Returned({ work, slug }: { work: ReturnedWork; slug: string }) {
  const first = work.comments.find((comment) => comment.z !== null)?.z ?? null;
  const by = work.by ? ` by ${work.by}` : '';
  return (
    <li className={styles.item}>
      <Thumb src={work.case.thumbnail} alt="" width={56} height={44} />
      <div className="grow">
        <div className="row">
          <b>{work.case.name}</b>
          <span className="small t3">
            returned {when(work.at)}
            {by}
          </span>
        </div>
        <p className={`small ${styles.quote}`}>{words(work)}</p>
      </div>
      {work.comments.length > 0 && <Badge tone="warn">{counted(work.comments.length, 'comment')}</Badge>}
      <QuietLink to={editorAddress(slug, work.assignment_id, first)}>
        {first === null ? 'Open' : `Open at slice ${first + 1}`}
      </QuietLink>
    </li>
  );
}

function words(work: ReturnedWork): string {
  const pinned = work.comments.map((comment) =>
    comment.z === null ? comment.text : `Slice ${comment.z + 1}: ${comment.text}`,
  );
  return [work.note, ...pinned].filter(Boolean).join('\n') || 'Returned without words.';
}
