import { Select, TextInput } from '@mantine/core';
import type { StrategyEntry, StrategyParameter } from '@/api/strategies';
import { Field } from '@/ui';
import styles from '../Admin.module.css';
import { NumberField } from './NumberField';

type Values = Record<string, unknown>;

interface Props {
  entry: StrategyEntry;
  values: Values;
  onChange: (values: Values) => void;
}

/** A strategy's parameters with their bounds; what stays at its default is not stored. */
export function ParameterFields({ entry, values, onChange }: Props) {
  if (entry.parameters.length === 0) return null;
  const set = (parameter: StrategyParameter, value: unknown) => {
    const { [parameter.name]: _, ...others } = values;
    onChange(value === parameter.default ? others : { ...others, [parameter.name]: value });
  };
  return (
    <div className={styles.two}>
      {entry.parameters.map((parameter) => (
        <div key={parameter.name} title={parameter.words}>
          <Field name={parameter.title}>
            <Control
              parameter={parameter}
              value={values[parameter.name] ?? parameter.default}
              onChange={(value) => set(parameter, value)}
            />
          </Field>
        </div>
      ))}
    </div>
  );
}

interface ControlProps {
  parameter: StrategyParameter;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Control({ parameter, value, onChange }: ControlProps) {
  const { kind, minimum, maximum } = parameter;
  if (kind === 'option') {
    return (
      <Select
        data={parameter.options.map((one) => ({ value: one, label: one.replaceAll('_', ' ') }))}
        value={String(value)}
        allowDeselect={false}
        onChange={(chosen) => chosen && onChange(chosen)}
      />
    );
  }
  if (kind === 'text') {
    return <TextInput value={String(value)} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  return (
    <NumberField
      value={Number(value)}
      onChange={(number) => onChange(number ?? parameter.default)}
      minimum={minimum ?? 0}
      maximum={maximum ?? Number.MAX_SAFE_INTEGER}
      whole={kind === 'integer'}
    />
  );
}
