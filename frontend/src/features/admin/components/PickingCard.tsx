import { Select } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type StrategyEntry, useStrategies } from '@/api/strategies';
import type { ProjectDetail, Schema } from '@/api/types';
import { Card, Failed, Field, Loaded, QuietButton, toast } from '@/ui';
import styles from '../Admin.module.css';
import { useChangePolicy } from '../api';
import { ConstraintFields } from './ConstraintFields';
import { ParameterFields } from './ParameterFields';
import { type Rescoring, SecondPass } from './SecondPass';

/** Which cases come next: the strategy, its parameters, and what a batch must hold to. */
export function PickingCard({ project }: { project: ProjectDetail }) {
  const strategies = useStrategies();
  return (
    <Card title="How a round is picked">
      <Loaded query={strategies} label="Reading the strategies">
        {(catalogue) => <Picking project={project} catalogue={catalogue} />}
      </Loaded>
    </Card>
  );
}

function Picking({ project, catalogue }: { project: ProjectDetail; catalogue: StrategyEntry[] }) {
  const [strategy, setStrategy] = useState<string>(project.strategy ?? 'schedule');
  const [parameters, setParameters] = useState(project.strategy_parameters);
  const [constraints, setConstraints] = useState(project.pick_constraints);
  const [rescoring, setRescoring] = useState<Rescoring>({
    members: project.members,
    rescore_factor: project.rescore_factor,
  });
  const saving = useChangePolicy(project.slug);
  const findings = project.task === 'classification';
  const entry = catalogue.find((one) => one.name === strategy);
  const unasked = !findings && rescoring.members === 'none' && ranksByMembers(entry, parameters);
  const choose = (name: string | null) => {
    if (!name) return;
    setStrategy(name);
    setParameters(name === project.strategy ? project.strategy_parameters : {});
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(
      {
        strategy: strategy as Schema<'StrategyEnum'>,
        strategy_parameters: parameters,
        pick_constraints: constraints,
        ...rescoring,
      },
      { onSuccess: () => toast('The next round is picked so.') },
    );
  };
  return (
    <form className={styles.policy} onSubmit={save}>
      <Field name="Pick by">
        <Select
          data={catalogue
            .filter((one) => findings || !one.needs.includes('findings'))
            .map((one) => ({ value: one.name, label: one.title }))}
          value={strategy}
          allowDeselect={false}
          onChange={choose}
        />
      </Field>
      {entry && <Explained entry={entry} />}
      {entry && (
        <ParameterFields entry={entry} values={parameters} onChange={setParameters} key={entry.name} />
      )}
      {!findings && <SecondPass value={rescoring} onChange={setRescoring} unasked={unasked} />}
      <ConstraintFields task={project.task} value={constraints} onChange={setConstraints} />
      {saving.error && <Failed error={saving.error} kept="Rounds are picked as before." />}
      <div>
        <QuietButton type="submit" disabled={saving.isPending || unasked}>
          Save how rounds are picked
        </QuietButton>
      </div>
    </form>
  );
}

const NEEDS: Record<string, string> = {
  model: 'a live model',
  members: 'several passes of it',
  embedding: 'what cases look like to it',
  findings: 'findings',
};

/** As the server has it: by itself, or by an option that is chosen. */
function ranksByMembers(entry: StrategyEntry | undefined, chosen: Record<string, unknown>): boolean {
  const options = entry?.parameters.flatMap(({ name, of_members }) =>
    of_members.filter((one) => one === chosen[name]),
  );
  return entry?.needs.includes('members') || Boolean(options?.length);
}

function Explained({ entry }: { entry: StrategyEntry }) {
  const needs = entry.needs.map((need) => NEEDS[need] ?? need).join(', ');
  return (
    <p className="small t2">
      {entry.explanation}
      {needs && ` Needs ${needs}.`}
      {entry.reference && <span className="t3"> {entry.reference}.</span>}
    </p>
  );
}
