import { when } from '@/lib/when';
import { Badge, Card, Failed, Loaded, ProgressLine, type Tone } from '@/ui';
import styles from '../Cohorts.module.css';
import { type Pull, usePulls, useResumePull, useStopPull } from '../pacs/api';
import { canResume, isGoing, pullWords, troubleWords } from '../pacs/pulls';
import { PullTroubles } from './PullTroubles';

/** What is on its way, and what became of it. */
export function PullsCard({ slug }: { slug: string }) {
  const pulls = usePulls(slug);
  const going = pulls.data?.results.filter(isGoing).length;
  return (
    <Card title="Pulls" note={going ? `${going} on the way` : undefined} className={styles.assign}>
      <Loaded query={pulls} label="Loading the pulls">
        {({ results }) =>
          results.length ? (
            <ul className={styles.pulls}>
              {results.map((pull) => (
                <OnePull key={pull.id} slug={slug} pull={pull} />
              ))}
            </ul>
          ) : (
            <p className="t2">
              What you pull will be here, with how far it is. You may leave: it goes on by itself.
            </p>
          )
        }
      </Loaded>
    </Card>
  );
}

const TONES: Record<Pull['state'], Tone> = {
  waiting: 'plain',
  running: 'accent',
  stopped: 'warn',
  finished: 'ok',
  failed: 'danger',
};

function OnePull({ slug, pull }: { slug: string; pull: Pull }) {
  const name = pull.cohort?.name ?? 'no cohort';
  return (
    <li className={styles.pull} aria-label={`Pull into ${name}`}>
      <div className="row">
        <b className="grow ellipsis" title={name}>
          {name}
        </b>
        <Badge tone={TONES[pull.state]}>{pull.state}</Badge>
      </div>
      {pull.state === 'running' ? (
        <ProgressLine label={`Pull into ${name}`} fraction={pull.progress.fraction} text={pullWords(pull)} />
      ) : (
        <div className="small t2 num">{pullWords(pull)}</div>
      )}
      {pull.problem && <p className="small danger">{pull.problem}</p>}
      {troubleWords(pull) && <PullTroubles slug={slug} pull={pull} />}
      <PullFoot slug={slug} pull={pull} name={name} />
    </li>
  );
}

/** Where from and since when; stop what goes on, go on with what stopped. */
function PullFoot({ slug, pull, name }: { slug: string; pull: Pull; name: string }) {
  const stopping = useStopPull(slug);
  const resuming = useResumePull(slug);
  const error = stopping.error ?? resuming.error;
  const act = (verb: string, acting: typeof stopping | typeof resuming) => (
    <button
      type="button"
      className={styles.link}
      aria-label={`${verb} the pull into ${name}`}
      disabled={acting.isPending}
      onClick={() => acting.mutate(pull.id)}
    >
      {verb}
    </button>
  );
  return (
    <>
      <div className="row">
        <span className="small t3 grow ellipsis">
          from {pull.pacs.name}, {when(pull.created_at)}
        </span>
        {isGoing(pull) && act('Stop', stopping)}
        {canResume(pull) && act('Resume', resuming)}
      </div>
      {error && <Failed error={error} kept="What has come so far is kept." />}
    </>
  );
}
