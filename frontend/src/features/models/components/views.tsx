import type { ProjectDetail } from '@/api/types';
import { type ModelDetail, type ModelRow, useQueryRates } from '../api';
import styles from '../Models.module.css';
import { ClassTable } from './ClassTable';
import { FindingGroups } from './FindingGroups';
import { FindingTable } from './FindingTable';
import { GateRules } from './GateRules';
import { LabelChange } from './LabelChange';
import { PromotionWords } from './PromotionWords';
import { Reliability } from './Reliability';
import { SecondLooks } from './SecondLooks';
import { Subgroups } from './Subgroups';
import { TrainingCard } from './TrainingCard';
import { WorstCases } from './WorstCases';

interface Props {
  project: ProjectDetail;
  list: ModelRow[];
  model: ModelDetail;
  before: ModelDetail | undefined;
  running: boolean;
}

/** What changed against the live model, and what the gate made of it. */
export function DecisionView({ project, list, model, before, running }: Props) {
  return (
    <>
      <div className={styles.middle}>
        <LabelChange project={project} model={model} before={before} />
        <PromotionWords project={project} model={model} list={list} />
      </div>
      <div className={styles.right}>
        <GateRules gate={model.gate} project={project} />
        <TrainingCard project={project} run={running ? undefined : model.training_run} />
      </div>
    </>
  );
}

/** How good it is: by label, by case, and whether its probabilities mean what they say. */
export function ScoresView({ project, model }: Props) {
  if (model.holdout?.findings.length) {
    return (
      <div className={`${styles.middle} ${styles.wide}`}>
        <FindingTable holdout={model.holdout} findings={project.findings} />
      </div>
    );
  }
  return (
    <>
      <div className={styles.middle}>
        <ClassTable holdout={model.holdout} human={model.human} labels={project.labels} />
        <WorstCases slug={project.slug} holdout={model.holdout} labels={project.labels} />
      </div>
      <div className={styles.right}>
        <Reliability calibration={model.holdout?.calibration ?? null} />
      </div>
    </>
  );
}

/** For whom it is how good, and about whom the picks ask. */
export function SubgroupsView({ project, model }: Props) {
  const rates = useQueryRates(project.slug);
  const report = model.holdout?.subgroups ?? null;
  if (project.task === 'classification' && model.holdout) {
    return (
      <div className={`${styles.middle} ${styles.wide}`}>
        <FindingGroups holdout={model.holdout} findings={project.findings} />
      </div>
    );
  }
  return (
    <div className={`${styles.middle} ${styles.wide}`}>
      <Subgroups report={report} number={model.number} rates={rates.data ?? []} />
      {report && report.groups.length > 0 && (
        <Subgroups report={report} number={model.number} intersections />
      )}
    </div>
  );
}

/** Approved masks that the live model contradicts. */
export function SecondLookView({ project }: { project: ProjectDetail }) {
  return (
    <div className={`${styles.middle} ${styles.wide}`}>
      <SecondLooks project={project} />
    </div>
  );
}
