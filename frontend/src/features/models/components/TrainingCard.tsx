import { isRunning } from '@/api/training';
import type { ProjectDetail } from '@/api/types';
import { duration } from '@/lib/format';
import { fixed } from '@/lib/numbers';
import { linear, nice, path } from '@/lib/scale';
import { when } from '@/lib/when';
import { PlotCard, ProblemNotice, ProgressLine } from '@/ui';
import { Sized, XAxis, YAxis } from '@/ui/plots';
import { type TrainingRun, useLastRun, useRun } from '../api';
import styles from '../Models.module.css';

/** The training of a version; without one, the last or running training of the project. */
export function TrainingCard({ project, run: id }: { project: ProjectDetail; run?: number }) {
  const last = useLastRun(project.slug);
  const wanted = id ?? last.data?.id;
  const running = wanted !== undefined && wanted === last.data?.id && isRunning(last.data?.state);
  const run = useRun(project.slug, wanted, running);
  if (!run.data) return null;
  const table = {
    head: ['Step', 'Loss', 'Seconds'],
    rows: run.data.curve.map((point) => [point.step, fixed(point.loss, 3), fixed(point.seconds, 0)]),
  };
  return (
    <PlotCard
      className={styles.training}
      title={running ? 'Training now' : 'Training'}
      note={noteOf(run.data)}
      table={table}
    >
      <State run={run.data} />
      {run.data.curve.length > 1 && <LossCurve curve={run.data.curve} />}
    </PlotCard>
  );
}

function noteOf(run: TrainingRun): string {
  const why = {
    approvals: 'after approvals',
    person: `by ${run.requested_by?.name ?? 'a person'}`,
    demo: 'demo',
  };
  const by = why[run.trigger as keyof typeof why] ?? run.trigger;
  return `loss, ${by}, ${when(run.requested_at)}`;
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

function LossCurve({ curve }: { curve: TrainingRun['curve'] }) {
  return (
    <Sized label={`Training loss over ${curve.length} points`}>
      {(width, height) => {
        const bottom = height - 22;
        const y = linear(
          nice(
            curve.map((point) => point.loss),
            3,
          ),
          [bottom, 8],
          3,
        );
        const x = linear([curve[0]?.step ?? 0, curve[curve.length - 1]?.step ?? 1], [40, width - 16], 4);
        return (
          <>
            <YAxis scale={y} left={34} right={width} format={(value) => String(Number(value.toFixed(3)))} />
            <XAxis scale={x} y={bottom + 17} format={(step) => step.toLocaleString('en')} />
            <path
              d={path(curve.map((point) => ({ x: x(point.step), y: y(point.loss) })))}
              fill="none"
              stroke="var(--plot-a)"
              strokeWidth={2}
            />
          </>
        );
      }}
    </Sized>
  );
}
