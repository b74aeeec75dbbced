import { isRunning } from '@/api/training';
import type { ProjectDetail } from '@/api/types';
import { duration } from '@/lib/format';
import { fixed } from '@/lib/numbers';
import { PlotCard, ProblemNotice, ProgressLine, When } from '@/ui';
import { type TrainingRun, useLastRun, useRun } from '../api';
import styles from '../Models.module.css';
import { TrainingCurves } from './TrainingCurves';

/** The training of a version; without one, the last or running training of the project. */
export function TrainingCard({ project, run: id }: { project: ProjectDetail; run?: number }) {
  const last = useLastRun(project.slug);
  const wanted = id ?? last.data?.id;
  const running = wanted !== undefined && wanted === last.data?.id && isRunning(last.data?.state);
  const run = useRun(project.slug, wanted, running);
  if (!run.data) return null;
  const table = {
    head: ['Step', 'Loss', 'Validation Dice', 'Seconds'],
    rows: run.data.curve.map((point) => [
      point.step,
      fixed(point.loss, 3),
      fixed(point.dice, 3),
      fixed(point.seconds, 0),
    ]),
  };
  return (
    <PlotCard
      className={styles.training}
      title={titleOf(run.data, running)}
      note={<Note run={run.data} />}
      table={table}
    >
      <State run={run.data} />
      {run.data.curve.length > 1 && <TrainingCurves curve={run.data.curve} />}
    </PlotCard>
  );
}

/** Quick: on from the live model for a short while, to pre-fill open cases and not to be promoted. */
function titleOf(run: TrainingRun, running: boolean): string {
  const title = run.lane === 'prefill' ? 'Quick training' : 'Training';
  return running ? `${title} now` : title;
}

function Note({ run }: { run: TrainingRun }) {
  const why = {
    approvals: 'after approvals',
    person: `by ${run.requested_by?.name ?? 'a person'}`,
    demo: 'demo',
  };
  const by = why[run.trigger as keyof typeof why] ?? run.trigger;
  return (
    <>
      {by}, <When at={run.requested_at} />
    </>
  );
}

function State({ run }: { run: TrainingRun }) {
  if (run.state === 'failed') {
    return (
      <ProblemNotice
        happened={run.error || 'The training failed.'}
        kept="The live model stays. Approved cases are kept."
        todo="Mend what is named, then train again."
        code={run.error_code}
      />
    );
  }
  if (!isRunning(run.state)) return null;
  const progress = run.progress;
  const left = progress?.eta_seconds ? `, ${duration(progress.eta_seconds)} left` : '';
  const words = run.state === 'queued' ? 'Waits for the machine' : progress?.message || 'Training';
  return (
    <div className={styles.progress}>
      <ProgressLine
        label="Training"
        fraction={run.state === 'queued' ? null : (progress?.fraction ?? null)}
        text={`${words}${left}`}
      />
    </div>
  );
}
