import { useEffect } from 'react';
import { useParams } from 'react-router';
import { useOverview } from '@/api/overview';
import { isRunning } from '@/api/training';
import type { ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { Card, EmptyState, Loaded, Page, PageHead, Segmented } from '@/ui';
import { type ModelDetail, type ModelRow, useLastRun, useModel, useModels } from './api';
import { ModelHead } from './components/ModelHead';
import { TrainButton } from './components/TrainButton';
import { TrainingCard } from './components/TrainingCard';
import { Versions } from './components/Versions';
import { DecisionView, ScoresView, SecondLookView, SubgroupsView } from './components/views';
import styles from './Models.module.css';
import { useView, VIEWS, type View } from './useView';

/** "Which model is live and why?" */
export function ModelsScreen({ project }: { project: ProjectDetail }) {
  const models = useModels(project.slug);
  const { model: number } = useParams();
  const running = useRefreshWhenTrained(project.slug, models.refetch);
  return (
    <Page label="Models">
      <Loaded query={models} label="Loading the versions">
        {(list) => {
          const shown = list.find((model) => String(model.number) === number) ?? list[0];
          return shown ? (
            <Report project={project} list={list} shown={shown} running={running} />
          ) : (
            <NoModel project={project} running={running} />
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Asks for the versions again when a training has come to its end. */
function useRefreshWhenTrained(slug: string, refetch: () => unknown): boolean {
  const last = useLastRun(slug);
  const running = isRunning(last.data?.state);
  useEffect(() => {
    if (!running) void refetch();
  }, [running, refetch]);
  return running;
}

function NoModel({ project, running }: { project: ProjectDetail; running: boolean }) {
  const approved = useOverview(project.slug).data?.loop.approved_for_training;
  return (
    <>
      <PageHead title="Models">
        <TrainButton project={project} running={running} primary />
      </PageHead>
      <div className={styles.first}>
        <Card title="Versions">
          <EmptyState
            sentence={`Each training makes a version, judged on the locked holdout; they will be here. ${ofTheFirst(running, approved)}`}
          />
        </Card>
        <TrainingCard project={project} />
      </div>
    </>
  );
}

/** What the first version waits for; nothing until it is known what is approved. */
function ofTheFirst(running: boolean, approved: number | undefined): string {
  if (running) return 'The first is being trained.';
  if (approved === undefined) return '';
  if (approved === 0) return 'The first needs approved cases of the training split.';
  return `${counted(approved, 'case')} of the training split approved: the first can be trained.`;
}

interface ReportProps {
  project: ProjectDetail;
  list: ModelRow[];
  shown: ModelRow;
  running: boolean;
}

function Report({ project, list, shown, running }: ReportProps) {
  const detail = useModel(project.slug, shown.id);
  const before = list.find((model) => model.number === shown.judged_against);
  const beforeDetail = useModel(project.slug, before?.id);
  const [view, setView] = useView();
  return (
    <>
      <ModelHead
        {...{ project, running }}
        model={shown}
        detail={detail.data}
        views={<Segmented label="What is shown" value={view} onChange={setView} options={VIEWS} />}
      />
      <div className={styles.columns}>
        <Versions project={project} list={list} shown={shown} view={view} />
        <Loaded query={detail} label="Loading the gate's report">
          {(model) => <Shown {...{ view, project, list, model, running }} before={beforeDetail.data} />}
        </Loaded>
      </div>
    </>
  );
}

interface ShownProps {
  view: View;
  project: ProjectDetail;
  list: ModelRow[];
  model: ModelDetail;
  before: ModelDetail | undefined;
  running: boolean;
}

function Shown({ view, ...rest }: ShownProps) {
  if (view === 'scores') return <ScoresView {...rest} />;
  if (view === 'subgroups') return <SubgroupsView {...rest} />;
  if (view === 'second-look') return <SecondLookView project={rest.project} />;
  return <DecisionView {...rest} />;
}
