import { IconPlayerPlay, IconUsers } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { useOverview, waitingModels } from '@/api/overview';
import { may } from '@/api/shared';
import { isRunning, useStartTraining } from '@/api/training';
import type { Overview, ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { Failed, Loaded, Page, PageHead, PrimaryButton, QuietButton, QuietLink } from '@/ui';
import { AgreementPlot } from './components/AgreementPlot';
import { CoverageCard } from './components/CoverageCard';
import { LearningCurve } from './components/LearningCurve';
import { LoopCard } from './components/LoopCard';
import { MinutesPlot } from './components/MinutesPlot';
import { NeedsYou } from './components/NeedsYou';
import styles from './ProjectScreen.module.css';
import { SimulationButton } from './simulation/SimulationButton';

/** "Where do we stand, who does what?" */
export function ProjectScreen({ project }: { project: ProjectDetail }) {
  const overview = useOverview(project.slug);
  return (
    <Page label="Project">
      <Head project={project} overview={overview.data} />
      <Loaded query={overview} label="Counting the loop">
        {(data) => (
          <>
            <div className={styles.top}>
              <LoopCard overview={data} project={project} />
              <LearningCurve points={data.learning_curve} task={project.task} />
              <NeedsYou needs={data.needs_you} />
            </div>
            <div className={styles.bottom}>
              <MinutesPlot minutes={data.minutes_per_case} />
              <AgreementPlot agreement={data.agreement} readers={data.reader_agreement} />
              <CoverageCard coverage={data.coverage} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Head({ project, overview }: { project: ProjectDetail; overview: Overview | undefined }) {
  const total = overview && totalOf(overview);
  const note = [
    total !== undefined && counted(total, 'case'),
    project.task === 'segmentation'
      ? counted(project.labels.length, 'label')
      : counted(project.findings.length, 'finding'),
    overview?.round && `round ${overview.round.number}`,
  ];
  return (
    <PageHead title={project.name} note={note.filter(Boolean).join(', ')}>
      {project.task === 'segmentation' && <SimulationButton project={project} />}
      {may(project, 'manage') && (
        <QuietLink
          to={`/projects/${project.slug}/cohorts`}
          leftSection={<IconUsers size={18} stroke={1.75} aria-hidden />}
        >
          Assign cases
        </QuietLink>
      )}
      {may(project, 'train') && overview && <Train project={project} overview={overview} />}
    </PageHead>
  );
}

function totalOf({ loop }: Overview): number {
  return loop.pool + loop.picked + loop.labelling + loop.returned + loop.review + loop.approved;
}

/** Decide where a model waits for it; otherwise train. */
function Train({ project, overview }: { project: ProjectDetail; overview: Overview }) {
  const navigate = useNavigate();
  const start = useStartTraining(project.slug);
  const running = isRunning(overview.loop.training?.state);
  const decision = waitingModels(overview)[0];
  const icon = <IconPlayerPlay size={18} stroke={1.75} aria-hidden />;
  const label = running ? 'Training' : 'Train a model';
  return (
    <>
      {start.error && (
        <div className={styles.problem}>
          <Failed error={start.error} kept="Nothing was started; the live model stays." />
        </div>
      )}
      {decision ? (
        <>
          <QuietButton
            leftSection={icon}
            disabled={running || start.isPending}
            onClick={() => start.mutate('full')}
          >
            {label}
          </QuietButton>
          <PrimaryButton onClick={() => navigate(decision.href)}>Decide on the new model</PrimaryButton>
        </>
      ) : (
        <PrimaryButton
          leftSection={icon}
          busy={running || start.isPending}
          onClick={() => start.mutate('full')}
        >
          {label}
        </PrimaryButton>
      )}
    </>
  );
}
