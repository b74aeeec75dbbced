import { useState } from 'react';
import { may } from '@/api/shared';
import { isRunning } from '@/api/training';
import type { ProjectDetail } from '@/api/types';
import { duration } from '@/lib/format';
import { when } from '@/lib/when';
import { Failed, Loaded, ProblemNotice, ProgressLine, QuietButton } from '@/ui';
import { type Simulation, useCancelSimulation, useSimulation } from './api';
import styles from './Simulation.module.css';
import { SimulationForm } from './SimulationForm';
import { SimulationResults } from './SimulationResults';

interface Props {
  project: ProjectDetail;
  last: Simulation | null;
}

/** The last simulation, or the form for the next one. */
export function SimulationPanel({ project, last }: Props) {
  const [anew, setAnew] = useState(false);
  const mayStart = may(project, 'train');
  if (!last || (anew && !isRunning(last.state))) {
    return mayStart ? <SimulationForm project={project} onStarted={() => setAnew(false)} /> : null;
  }
  return (
    <div className={styles.panel}>
      <State project={project} simulation={last} />
      {mayStart && !isRunning(last.state) && (
        <div className={styles.foot}>
          <span className="small t2">
            {last.requested_by?.name ?? 'The machine'}, {when(last.requested_at)}
          </span>
          <QuietButton onClick={() => setAnew(true)}>Simulate again</QuietButton>
        </div>
      )}
    </div>
  );
}

function State({ project, simulation }: { project: ProjectDetail; simulation: Simulation }) {
  if (isRunning(simulation.state)) return <Running project={project} simulation={simulation} />;
  if (simulation.state === 'failed') {
    return (
      <ProblemNotice
        happened={simulation.error || 'The simulation failed.'}
        kept="Approved masks, rounds and models are as they were."
        todo="Mend what is named, then simulate again."
        code={simulation.error_code}
      />
    );
  }
  if (simulation.state === 'cancelled') return <p className="t2">The last simulation was cancelled.</p>;
  return <Finished project={project} id={simulation.id} />;
}

function Running({ project, simulation }: { project: ProjectDetail; simulation: Simulation }) {
  const cancel = useCancelSimulation(project.slug);
  const progress = simulation.progress;
  const waits = simulation.state === 'queued';
  const left = !waits && progress?.eta_seconds ? `, about ${duration(progress.eta_seconds)} left` : '';
  const words = waits ? 'Waits until the machine is free' : progress?.message || 'Starting';
  return (
    <>
      <p className="t2">
        Annotation is replayed over your approved masks, once for each strategy. Trainings and drafts of the
        project go first: the simulation steps aside for them and goes on afterwards.
      </p>
      <ProgressLine label="Simulation" fraction={progress?.fraction ?? null} text={`${words}${left}`} />
      {cancel.error && <Failed error={cancel.error} kept="The simulation goes on." />}
      {may(project, 'train') && (
        <div className={styles.foot}>
          <span />
          <QuietButton disabled={cancel.isPending} onClick={() => cancel.mutate(simulation.id)}>
            Cancel the simulation
          </QuietButton>
        </div>
      )}
    </>
  );
}

function Finished({ project, id }: { project: ProjectDetail; id: number }) {
  const found = useSimulation(project.slug, id);
  return (
    <Loaded query={found} label="Reading the curves">
      {(simulation) =>
        simulation.results && (
          <SimulationResults
            results={simulation.results}
            verdict={simulation.verdict}
            parameters={simulation.parameters}
          />
        )
      }
    </Loaded>
  );
}
