import { IconTarget } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { tell } from '@/api/problem';
import { may } from '@/api/shared';
import { useStrategies } from '@/api/strategies';
import type { ProjectDetail } from '@/api/types';
import { percent } from '@/lib/numbers';
import { dayOf } from '@/lib/when';
import {
  Badge,
  Card,
  EmptyState,
  Loaded,
  Page,
  PageHead,
  PrimaryButton,
  QuietButton,
  toast,
  When,
} from '@/ui';
import { type RoundDetail, type RoundRow, useRequestPicks, useRound, useRounds } from './api';
import { Learned } from './components/Learned';
import { PickTable } from './components/PickTable';
import { WhyPicked } from './components/WhyPicked';
import styles from './Rounds.module.css';

/** "Why was this picked?" */
export function RoundsScreen({ project }: { project: ProjectDetail }) {
  const rounds = useRounds(project.slug);
  const { round: number } = useParams();
  return (
    <Page label="Rounds">
      <Loaded query={rounds} label="Loading the rounds">
        {(list) => {
          const shown = list.find((round) => String(round.number) === number) ?? list[0];
          return shown ? <Shown project={project} list={list} shown={shown} /> : <None project={project} />;
        }}
      </Loaded>
    </Page>
  );
}

function None({ project }: { project: ProjectDetail }) {
  return (
    <>
      <PageHead title="Rounds" />
      <Card title="Rounds">
        <EmptyState
          sentence="A round is a batch of cases to label next, as the project's strategy takes them, with a share drawn by chance. The first will be here."
          action={may(project, 'train') && <PickButton project={project} primary />}
        />
      </Card>
    </>
  );
}

/** Asks for a new batch; it appears when the machine has made it. */
function PickButton({ project, primary }: { project: ProjectDetail; primary?: boolean }) {
  const picking = useRequestPicks(project.slug);
  const Act = primary ? PrimaryButton : QuietButton;
  const pick = () =>
    picking.mutate(undefined, {
      onSuccess: () => toast('A new round is being picked. It will be here in a moment.'),
    });
  return (
    <>
      {picking.error && (
        <span className="small danger" role="alert" style={{ maxWidth: 320 }}>
          {tell(picking.error).happened}
        </span>
      )}
      <Act
        leftSection={<IconTarget size={18} stroke={1.75} aria-hidden />}
        disabled={picking.isPending}
        onClick={pick}
      >
        Pick a new round
      </Act>
    </>
  );
}

interface ShownProps {
  project: ProjectDetail;
  list: RoundRow[];
  shown: RoundRow;
}

function Shown({ project, list, shown }: ShownProps) {
  const detail = useRound(project.slug, shown.id);
  const navigate = useNavigate();
  const open = shown.closed_at === null;
  const assign = () => navigate(`/projects/${project.slug}/cohorts?round=${shown.number}`);
  return (
    <>
      <PageHead title={`Round ${shown.number}`} note={<Note round={shown} />}>
        {may(project, 'train') && <PickButton project={project} />}
        {may(project, 'manage') && open && <PrimaryButton onClick={assign}>Assign its cases</PrimaryButton>}
      </PageHead>
      <div className={styles.columns}>
        <RoundList list={list} shown={shown} slug={project.slug} />
        <Loaded query={detail} label="Loading the picks">
          {(round) => <Picks key={round.id} slug={project.slug} round={round} />}
        </Loaded>
      </div>
    </>
  );
}

/** The picks, and beside them the reasons for one: for the first until another is chosen. */
function Picks({ slug, round }: { slug: string; round: RoundDetail }) {
  const [rank, setRank] = useState(1);
  const chosen = round.picks.find((pick) => pick.rank === rank);
  return (
    <>
      <PickTable {...{ slug, round, chosen }} onChoose={(pick) => setRank(pick.rank)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus */}
      <section className={styles.side} aria-label="Reasons, and what was learned" tabIndex={0}>
        {chosen && <WhyPicked slug={slug} pick={chosen} round={round.number} />}
        <Learned slug={slug} />
      </section>
    </>
  );
}

function Note({ round }: { round: RoundRow }) {
  const strategies = useStrategies();
  const title = strategies.data?.find((one) => one.name === round.strategy)?.title ?? round.strategy;
  const model = round.model ? `scored by v${round.model}` : 'picked before there was a model';
  return (
    <>
      {title}, {percent(round.random_share)} at random, {model}, opened <When at={round.opened_at} />
    </>
  );
}

function RoundList({ list, shown, slug }: { list: RoundRow[]; shown: RoundRow; slug: string }) {
  return (
    <Card title="Rounds" note="approved">
      <ul className={styles.list}>
        {list.map((round) => (
          <li key={round.id}>
            <Link
              to={`/projects/${slug}/rounds/${round.number}`}
              className={styles.round}
              aria-current={round.id === shown.id ? 'true' : undefined}
            >
              <b>{round.number}</b>
              <span className="small t2">{dayOf(round.opened_at)}</span>
              <span className="num">
                {round.approved} / {round.picked}
              </span>
              <span />
              <span className="small t3">{round.model ? `v${round.model}` : 'no model'}</span>
              {round.closed_at === null ? <Badge tone="accent">open</Badge> : <span />}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
