import { Select, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ProjectDetail, Schema } from '@/api/types';
import { Field, GhostButton } from '@/ui';
import styles from '../Admin.module.css';
import { NumberField } from './NumberField';

type Constraints = ProjectDetail['pick_constraints'];
type Quota = Schema<'Quota'>;

const GROUPS = [
  { value: 'site', label: 'Site' },
  { value: 'scanner', label: 'Scanner' },
  { value: 'finding', label: 'Finding' },
];

interface Props {
  task: ProjectDetail['task'];
  value: Constraints;
  onChange: (value: Constraints) => void;
}

/** What a batch must hold to, beside one case per patient. */
export function ConstraintFields({ task, value, onChange }: Props) {
  const quotas = value.quotas ?? [];
  const set = (at: number, change: Partial<Quota>) =>
    onChange({ ...value, quotas: quotas.map((one, i) => (i === at ? { ...one, ...change } : one)) });
  const add = () =>
    onChange({ ...value, quotas: [...quotas, { by: 'site', value: '', minimum: 0, maximum_share: 0.5 }] });
  return (
    <>
      <Switch
        label="Rank by doubt per expected minute of reading"
        checked={value.per_minute ?? false}
        onChange={(event) => onChange({ ...value, per_minute: event.currentTarget.checked })}
      />
      <Field name="A round takes at most">
        <NumberField
          value={value.max_minutes ?? null}
          onChange={(minutes) => onChange({ ...value, max_minutes: minutes })}
          minimum={1}
          maximum={100_000}
          unit="minutes"
        />
      </Field>
      {quotas.map((quota, at) => (
        <QuotaRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a quota is its place
          key={at}
          quota={quota}
          groups={task === 'classification' ? GROUPS : GROUPS.slice(0, 2)}
          onChange={(change) => set(at, change)}
          onRemove={() => onChange({ ...value, quotas: quotas.filter((_, i) => i !== at) })}
        />
      ))}
      <div>
        <GhostButton leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={add}>
          Add a quota
        </GhostButton>
      </div>
    </>
  );
}

interface RowProps {
  quota: Quota;
  groups: typeof GROUPS;
  onChange: (change: Partial<Quota>) => void;
  onRemove: () => void;
}

function QuotaRow({ quota, groups, onChange, onRemove }: RowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border that a row has not
    <div className={styles.quota} role="group" aria-label="Quota">
      <Field name="Of each">
        <Select
          data={groups}
          value={quota.by}
          allowDeselect={false}
          onChange={(by) => by && onChange({ by: by as Quota['by'] })}
        />
      </Field>
      <Field name="Named">
        <TextInput
          value={quota.value ?? ''}
          placeholder="any"
          onChange={(event) => onChange({ value: event.currentTarget.value })}
        />
      </Field>
      <Field name="At least">
        <NumberField
          value={quota.minimum ?? 0}
          onChange={(minimum) => onChange({ minimum: minimum ?? 0 })}
          minimum={0}
          maximum={1000}
          whole
          unit=""
        />
      </Field>
      <Field name="At most, %">
        <NumberField
          value={Math.round((quota.maximum_share ?? 1) * 100)}
          onChange={(percent) => onChange({ maximum_share: (percent ?? 100) / 100 })}
          minimum={1}
          maximum={100}
          whole
          unit=""
        />
      </Field>
      <GhostButton aria-label="Remove the quota" onClick={onRemove}>
        <IconX size={16} stroke={1.75} aria-hidden />
      </GhostButton>
    </div>
  );
}
