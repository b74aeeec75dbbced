import { Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ProjectDetail } from '@/api/types';
import { Card, Failed, Field, QuietButton, toast } from '@/ui';
import styles from '../Admin.module.css';
import { type PolicyChange, useChangePolicy } from '../api';

type TextKey =
  | 'batch_size'
  | 'random_percent'
  | 'prefill_after'
  | 'prefill_seconds'
  | 'retrain_after'
  | 'training_seconds'
  | 'budget';
type Texts = Record<TextKey, string>;

const toggle = (label: string, checked: boolean, set: (checked: boolean) => void) => (
  <Switch label={label} checked={checked} onChange={(event) => set(event.currentTarget.checked)} />
);

const OF_WORK =
  'When nothing else runs. A busy CPU takes up to three times as long for the same steps, a busy GPU makes fewer.';

const digits = (text: string) => text.replace(/\D/g, '').slice(0, 6);

/** How large a round is, when a model is trained, who decides that it goes live, and who signs. */
export function PolicyCard({ project }: { project: ProjectDetail }) {
  const [auto, setAuto] = useState(project.auto_promote);
  const [signsOwn, setSignsOwn] = useState(project.sign_own_corrections ?? false);
  const [blind, setBlind] = useState(project.blind_review ?? false);
  const [texts, setTexts] = useState<Texts>({
    batch_size: String(project.batch_size),
    random_percent: String(Math.round(project.random_share * 100)),
    prefill_after: String(project.prefill_after),
    prefill_seconds: String(project.prefill_seconds),
    retrain_after: String(project.retrain_after),
    training_seconds: String(project.training_seconds),
    budget: project.budget_minutes ? String(project.budget_minutes) : '',
  });
  const saving = useChangePolicy(project.slug);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const policy: PolicyChange = {
      budget_minutes: texts.budget ? Number(texts.budget) : null,
      auto_promote: auto,
      sign_own_corrections: signsOwn,
      blind_review: blind,
      batch_size: Number(texts.batch_size),
      random_share: Number(texts.random_percent) / 100,
      prefill_after: Number(texts.prefill_after),
      prefill_seconds: Number(texts.prefill_seconds),
      retrain_after: Number(texts.retrain_after),
      training_seconds: Number(texts.training_seconds),
    };
    saving.mutate(policy, { onSuccess: () => toast('The policy is saved.') });
  };
  const number = (key: keyof Texts, name: string, unit: string, hint?: string) => (
    <Field name={name}>
      <TextInput
        inputMode="numeric"
        value={texts[key]}
        title={hint}
        rightSectionWidth={76}
        rightSection={<span className="small t3">{unit}</span>}
        onChange={(event) => setTexts({ ...texts, [key]: digits(event.currentTarget.value) })}
      />
    </Field>
  );
  return (
    <Card title="How the loop turns">
      <form className={styles.policy} onSubmit={save}>
        <div className={styles.two}>
          {number('batch_size', 'Cases in a round', 'cases')}
          {number('random_percent', 'Of them at random', '%')}
          {number('retrain_after', 'Train after', 'approvals')}
          {number('training_seconds', 'Train for', 's', OF_WORK)}
          {number('prefill_after', 'Refresh pre-fills after', 'approvals')}
          {number('prefill_seconds', 'Refresh for', 's', OF_WORK)}
          {number('budget', 'Budget of reading', 'minutes')}
        </div>
        {toggle('Promote by itself when every rule of the gate holds', auto, setAuto)}
        {toggle("Reviewers see the readers' names only when a case is decided", blind, setBlind)}
        {toggle("A reviewer's own correction needs no second signature", signsOwn, setSignsOwn)}
        {saving.error && <Failed error={saving.error} kept="The policy stays as it was." />}
        <div>
          <QuietButton type="submit" disabled={saving.isPending}>
            Save the policy
          </QuietButton>
        </div>
      </form>
    </Card>
  );
}
