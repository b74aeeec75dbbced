import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { ProjectDetail } from '@/api/types';
import { duration } from '@/lib/format';
import { count, counted, fixed } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Badge, Card, EmptyState, Loaded, Page, PageHead, PrimaryButton, QuietLink, Thumb } from '@/ui';
import { useQueue, type Waiting } from './api';
import { byCase } from './logic/queue';
import styles from './Review.module.css';
import { reviewAddress } from './useOnward';

/** "Do I sign this?", one after the other: the longest wait first. */
export function ReviewQueueScreen({ project }: { project: ProjectDetail }) {
  const queue = useQueue(project.slug);
  const first = queue.data?.results.find((one) => !one.own);
  return (
    <Page label="Review">
      <PageHead title="Review" note={queue.data && `${counted(queue.data.count, 'mask')} to decide about`}>
        {project.task === 'segmentation' && (
          <QuietLink to={`/projects/${project.slug}/models?view=second-look`}>Second look</QuietLink>
        )}
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
    <PrimaryButton ref={button} keys="Enter" onClick={() => navigate(reviewAddress(slug, first))}>
      {first.waits_for === 'adjudication' ? 'Adjudicate' : 'Review'} {first.case.name}
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
          <th scope="col">
            <span className="visually-hidden">Open</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {byCase(list).map((together) => (
          <Row key={together[0].revision_id} together={together} slug={slug} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ together, slug }: { together: [Waiting, ...Waiting[]]; slug: string }) {
  const [one] = together;
  const each = (say: (one: Waiting) => string) => [...new Set(together.map(say))].join(', ');
  return (
    <tr>
      <td>
        <span className="row">
          <Thumb src={one.case.thumbnail} alt="" width={30} height={24} />
          {one.case.name} <span className="small t3">{each(({ number }) => `r${number}`)}</span>
        </span>
      </td>
      <td>{each(({ author }) => author.name)}</td>
      <td className="t2">{when(one.submitted_at)}</td>
      <td className="number">
        {each(({ statistics: { active_seconds: active } }) => (active ? duration(active) : '—'))}
      </td>
      <td className="number">{each(({ statistics }) => fixed(statistics.draft_dice, 3))}</td>
      <td className="number">
        {each(({ statistics }) => (statistics.draft_dice === null ? '—' : count(statistics.edited_voxels)))}
      </td>
      <td>
        <State together={together} />
      </td>
      <td className="number">
        <QuietLink to={reviewAddress(slug, one)}>{verb(one)}</QuietLink>
      </td>
    </tr>
  );
}

const verb = ({ own, waits_for: what }: Waiting) => {
  if (own) return 'Look';
  return what === 'adjudication' ? 'Adjudicate' : 'Review';
};

/** Why it waits, and what was before. */
function State({ together }: { together: [Waiting, ...Waiting[]] }) {
  const [one] = together;
  const returned = Math.max(...together.map((each) => each.returned_before));
  return (
    <span className="row">
      {one.own && <Badge>{one.waits_for === 'adjudication' ? 'you read it' : 'your own work'}</Badge>}
      {one.waits_for === 'adjudication' && (
        <Badge>{one.agreement === null ? 'two reads' : `two reads, Dice ${fixed(one.agreement, 3)}`}</Badge>
      )}
      {one.waits_for === 'second_signature' && (
        <Badge>{one.origin === 'adjudicated' ? 'merge to sign' : 'correction to sign'}</Badge>
      )}
      {returned > 0 && <Badge tone="warn">returned {returned} ×, fixed</Badge>}
    </span>
  );
}
