import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { ProjectDetail } from '@/api/types';
import { duration } from '@/lib/format';
import { count, counted, fixed } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Badge, Card, EmptyState, Loaded, Page, PageHead, PrimaryButton, QuietLink, Thumb } from '@/ui';
import { useQueue, type Waiting } from './api';
import styles from './Review.module.css';

export const reviewAddress = (slug: string, revision: number) => `/projects/${slug}/review/${revision}`;

/** "Do I sign this?", one after the other: the longest wait first. */
export function ReviewQueueScreen({ project }: { project: ProjectDetail }) {
  const queue = useQueue(project.slug);
  const first = queue.data?.results.find((one) => !one.own);
  return (
    <Page label="Review">
      <PageHead title="Review" note={queue.data && `${counted(queue.data.count, 'mask')} to sign`}>
        {first && <Start slug={project.slug} first={first} />}
      </PageHead>
      <Card title="Waiting" note="the longest wait first" className={styles.queue}>
        <Loaded query={queue} label="Loading the queue">
          {(page) =>
            page.results.length ? (
              <QueueTable list={page.results} slug={project.slug} />
            ) : (
              <EmptyState sentence="Nothing waits to be signed. Masks that readers submit will be here." />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

function Start({ slug, first }: { slug: string; first: Waiting }) {
  const navigate = useNavigate();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (first.revision_id) button.current?.focus({ preventScroll: true });
  }, [first.revision_id]);
  return (
    <PrimaryButton ref={button} keys="Enter" onClick={() => navigate(reviewAddress(slug, first.revision_id))}>
      Review {first.case.name}
    </PrimaryButton>
  );
}

function QueueTable({ list, slug }: { list: Waiting[]; slug: string }) {
  return (
    <table className="gyre-table">
      <thead>
        <tr>
          <th scope="col">Case</th>
          <th scope="col">Reader</th>
          <th scope="col">Submitted</th>
          <th scope="col" className="number">
            Active time
          </th>
          <th scope="col" className="number">
            Dice with pre-label
          </th>
          <th scope="col" className="number">
            Changed voxels
          </th>
          <th scope="col">State</th>
          <th scope="col" />
        </tr>
      </thead>
      <tbody>
        {list.map((one) => (
          <Row key={one.revision_id} one={one} slug={slug} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ one, slug }: { one: Waiting; slug: string }) {
  const { statistics } = one;
  return (
    <tr>
      <td>
        <span className="row">
          <Thumb src={one.case.thumbnail} alt="" width={30} height={24} />
          {one.case.name} <span className="small t3">r{one.number}</span>
        </span>
      </td>
      <td>{one.author.name}</td>
      <td className="t2">{when(one.submitted_at)}</td>
      <td className="number">{statistics.active_seconds ? duration(statistics.active_seconds) : '—'}</td>
      <td className="number">{fixed(statistics.draft_dice, 3)}</td>
      <td className="number">{statistics.draft_dice === null ? '—' : count(statistics.edited_voxels)}</td>
      <td>
        {one.own && <Badge>your own work</Badge>}
        {!one.own && one.returned_before > 0 && (
          <Badge tone="warn">returned {one.returned_before} ×, fixed</Badge>
        )}
        {!one.own && one.returned_before === 0 && one.read === 2 && <Badge>second read</Badge>}
      </td>
      <td className="number">
        <QuietLink to={reviewAddress(slug, one.revision_id)}>{one.own ? 'Look' : 'Review'}</QuietLink>
      </td>
    </tr>
  );
}
