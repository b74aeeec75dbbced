import { Checkbox, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { ProjectDetail } from '@/api/types';
import { duration } from '@/lib/format';
import { counted } from '@/lib/numbers';
import { Failed, Field, Loaded, PrimaryButton } from '@/ui';
import { type Parameters, type Suggestion, useForecast, useStartSimulation, useSuggestion } from './api';
import styles from './Simulation.module.css';

interface Props {
  project: ProjectDetail;
  onStarted: () => void;
}

/** What to simulate, and what that would take, before anything is started. */
export function SimulationForm({ project, onStarted }: Props) {
  const suggestion = useSuggestion(project.slug);
  return (
    <Loaded query={suggestion} label="Looking at the approved masks">
      {(found) => <Form project={project} suggestion={found} onStarted={onStarted} />}
    </Loaded>
  );
}

type Strategy = Parameters['strategies'][number];
type Numbers = Exclude<keyof Parameters, 'strategies'>;

const FIELDS: { name: Numbers; title: string; most: number }[] = [
  { name: 'seed_labels', title: 'Labels at the start', most: 10_000 },
  { name: 'batch', title: 'Cases in a round', most: 10_000 },
  { name: 'rounds', title: 'Rounds', most: 10 },
  { name: 'seeds', title: 'Repetitions, paired', most: 10 },
  { name: 'steps', title: 'Steps of each training', most: 5000 },
];
const MOST_STRATEGIES = 6;

function Form({ project, suggestion, onStarted }: Props & { suggestion: Suggestion }) {
  const [wanted, setWanted] = useState<Parameters>(suggestion.parameters);
  const start = useStartSimulation(project.slug);
  const sensible = wanted.strategies.length > 0 && FIELDS.every(({ name }) => wanted[name] > 0);
  const forecast = useForecast(project.slug, wanted, sensible).data ?? suggestion;
  const enough = forecast.labels >= forecast.needed;
  return (
    <div className={styles.panel}>
      <p className="t2">
        Your {counted(forecast.labels, 'approved mask')} are labelled again in simulation, once for each
        strategy: which would have needed fewer? A quarter of the patients judge and are never picked; the
        project's locked holdout is not looked at.
      </p>
      <div className={styles.form}>
        <Strategies
          offered={suggestion.strategies}
          chosen={wanted.strategies}
          onChange={(strategies) => setWanted({ ...wanted, strategies })}
        />
        <div className={styles.numbers}>
          {FIELDS.map(({ name, title, most }) => (
            <Field key={name} name={title}>
              <NumberInput
                min={1}
                max={most}
                value={wanted[name]}
                onChange={(value) => setWanted({ ...wanted, [name]: Number(value) || 0 })}
              />
            </Field>
          ))}
        </div>
      </div>
      {start.error && <Failed error={start.error} kept="Nothing was started." />}
      <div className={styles.foot}>
        <span className={enough ? 't2' : 'warn'}>{cost(forecast, enough)}</span>
        <PrimaryButton
          disabled={!sensible || !enough}
          busy={start.isPending}
          onClick={() => start.mutate(wanted, { onSuccess: onStarted })}
        >
          Start the simulation
        </PrimaryButton>
      </div>
    </div>
  );
}

function cost(forecast: Omit<Suggestion, 'parameters' | 'strategies'>, enough: boolean): string {
  if (!enough) {
    return `This needs ${forecast.needed} approved masks; there are ${forecast.labels}. Take fewer labels a round, or label more.`;
  }
  const basis = forecast.measured ? 'at the pace of the last training' : 'on two cores without a GPU';
  return `${counted(forecast.trainings, 'training')}, about ${duration(forecast.seconds)} of a free machine (${basis}).`;
}

interface ChoiceProps {
  offered: Suggestion['strategies'];
  chosen: Strategy[];
  onChange: (chosen: Strategy[]) => void;
}

function Strategies({ offered, chosen, onChange }: ChoiceProps) {
  const toggle = (name: Strategy, on: boolean) =>
    onChange(on ? [...chosen, name] : chosen.filter((one) => one !== name));
  return (
    <fieldset className={styles.strategies}>
      <legend className="small t2">Strategies, at most {MOST_STRATEGIES}</legend>
      {offered.map((strategy) => {
        const on = chosen.includes(strategy.name);
        return (
          <Checkbox
            key={strategy.name}
            label={strategy.title}
            title={strategy.explanation}
            checked={on}
            disabled={!on && chosen.length >= MOST_STRATEGIES}
            onChange={(event) => toggle(strategy.name, event.currentTarget.checked)}
          />
        );
      })}
    </fieldset>
  );
}
