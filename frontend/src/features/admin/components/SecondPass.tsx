import { Select } from '@mantine/core';
import type { ProjectDetail } from '@/api/types';
import { Field } from '@/ui';
import { NumberField } from './NumberField';

export type Rescoring = Pick<ProjectDetail, 'members' | 'rescore_factor'>;

const LOOKS: { value: Rescoring['members']; label: string }[] = [
  { value: 'tta', label: 'The scan turned, or with other contrast' },
  { value: 'dropout', label: 'The network with parts left out' },
  { value: 'ensemble', label: 'Earlier models of the same build' },
  { value: 'none', label: 'Nobody' },
];

interface Props {
  value: Rescoring;
  onChange: (value: Rescoring) => void;
  /** The strategy ranks by where looks disagree, and nobody looks again. */
  unasked: boolean;
}

/** Who looks again at the most doubtful cases, where the strategy ranks by what looks disagree on. */
export function SecondPass({ value, onChange, unasked }: Props) {
  return (
    <>
      <Field name="Doubtful cases are looked at again by">
        <Select
          data={LOOKS}
          value={value.members}
          allowDeselect={false}
          error={unasked && 'This way of picking ranks by where several looks disagree: say who looks again.'}
          onChange={(members) => members && onChange({ ...value, members: members as Rescoring['members'] })}
        />
      </Field>
      <Field name="So many of the most doubtful">
        <NumberField
          value={value.rescore_factor}
          onChange={(rounds) => onChange({ ...value, rescore_factor: rounds ?? 1 })}
          minimum={1}
          maximum={100}
          whole
          unit="rounds' worth"
        />
      </Field>
    </>
  );
}
