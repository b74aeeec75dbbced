import { useEffect } from 'react';
import { useParams } from 'react-router';
import { isRunning } from '@/api/training';
import type { ProjectDetail } from '@/api/types';
import { Card, EmptyState, Loaded, Page, PageHead } from '@/ui';
import { type ModelRow, useLastRun, useModel, useModels } from './api';
import { GateRules } from './components/GateRules';
import { LabelChange } from './components/LabelChange';
import { ModelHead } from './components/ModelHead';
import { PromotionWords } from './components/PromotionWords';
import { Subgroups } from './components/Subgroups';
import { TrainButton } from './components/TrainButton';
import { TrainingCard } from './components/TrainingCard';
import { Versions } from './components/Versions';
import styles from './Models.module.css';

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
  return (
    <>
      <PageHead title="Models">
        <TrainButton project={project} running={running} primary />
      </PageHead>
      <div className={styles.first}>
        <Card title="Versions">
          <EmptyState sentence="Each training makes a version, judged on the locked holdout; they will be here. The first needs approved cases." />
        </Card>
        <TrainingCard project={project} />
      </div>
    </>
  );
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
  return (
    <>
      <ModelHead project={project} model={shown} detail={detail.data} running={running} />
      <div className={styles.columns}>
        <Versions project={project} list={list} shown={shown} />
        <Loaded query={detail} label="Loading the gate's report">
          {(model) => (
            <>
              <div className={styles.middle}>
                <LabelChange model={model} before={beforeDetail.data} labels={project.labels} />
                <PromotionWords project={project} model={model} list={list} />
              </div>
              <div className={styles.right}>
                <GateRules gate={model.gate} labels={project.labels} />
                <Subgroups groups={model.gate.per_group ?? {}} />
                <TrainingCard project={project} run={running ? undefined : model.training_run} />
              </div>
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}
