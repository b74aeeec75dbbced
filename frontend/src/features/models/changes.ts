import type { ProjectDetail } from '@/api/types';
import type { Gate, Interval, ModelDetail } from './api';
import { attributeName, groupName, partsOf } from './groups';

/** What scores are of: masks are told by Dice, findings by AUROC. */
export const measureOf = (project: ProjectDetail) => (project.task === 'classification' ? 'AUROC' : 'Dice');

/** A label or a finding with its score on the holdout. */
export interface ScoredPart {
  id: string;
  name: string;
  color: number;
  score: Interval | null;
}

export function scoredParts(project: ProjectDetail, model: ModelDetail | undefined): ScoredPart[] {
  const { classes = [], findings = [] } = model?.holdout ?? {};
  if (project.task === 'classification') {
    return project.findings.map(({ key, name, color }) => {
      const score = findings.find((one) => one.key === key)?.auroc ?? null;
      return { id: key, name, color, score };
    });
  }
  const judged = project.labels.filter((label) => !label.ignored);
  return judged.map(({ value, name, color }) => {
    const score = classes.find((one) => one.value === value)?.dice ?? null;
    return { id: String(value), name, color, score };
  });
}

/** One line of the forest plot. */
export interface ChangeRow {
  name: string;
  color: number | null;
  before: number | null | undefined;
  after: number | null | undefined;
  change: Interval;
}

/** The mean of all first, then each label or finding, then the subgroups that the gate judged. */
export function changeRows(
  project: ProjectDetail,
  model: ModelDetail,
  before: ModelDetail | undefined,
): ChangeRow[] {
  const { gate } = model;
  if (!gate?.delta) return [];
  const [was, is] = [scoredParts(project, before), scoredParts(project, model)];
  const each = changesOf(gate).map(({ id, change }, i) => {
    const part = is.find((one) => one.id === id);
    return {
      name: part?.name ?? `Label ${id}`,
      color: part?.color ?? i + 1,
      before: was.find((one) => one.id === id)?.score?.mean,
      after: part?.score?.mean,
      change,
    };
  });
  const all: ChangeRow = {
    name: `All ${each.length}, mean`,
    color: null,
    before: gate.champion_dice ?? gate.champion_auroc,
    after: gate.challenger_dice ?? gate.challenger_auroc,
    change: gate.delta,
  };
  const groups = gate.per_group.map(({ name, change }) => ({
    name: `${attributeName(partsOf(name)[0])} ${groupName(name)}`,
    color: null,
    before: undefined,
    after: model.holdout?.subgroups?.groups.find((one) => one.name === name)?.dice?.mean,
    change,
  }));
  return [all, ...each, ...groups];
}

const changesOf = (gate: Gate) => [
  ...gate.per_class.map(({ value, change }) => ({ id: String(value), change })),
  ...gate.per_finding.map(({ key, change }) => ({ id: key, change })),
];

/** The limit that the gate draws for a part: from its own rules, so that plot and judgement agree. */
export function limitOf(gate: Gate | null): number {
  const rule = gate?.rules.find((one) => /^(class|finding) /.test(one.name) && one.limit !== null);
  return rule?.limit ?? -0.02;
}
