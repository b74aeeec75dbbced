import { NumberInput } from '@mantine/core';

interface Props {
  value: number | null;
  onChange: (value: number | null) => void;
  minimum: number;
  maximum: number;
  whole?: boolean;
  unit?: string;
  label?: string;
}

/** A number within bounds that stand at its right; empty is null. */
export function NumberField({ value, onChange, minimum, maximum, whole, unit, label }: Props) {
  const shown = unit ?? `${minimum} to ${maximum}`;
  return (
    <NumberInput
      aria-label={label}
      value={value === null ? '' : Number(value.toFixed(3))}
      min={minimum}
      max={maximum}
      allowDecimal={!whole}
      clampBehavior="blur"
      hideControls
      rightSectionWidth={shown ? 96 : 0}
      rightSection={shown && <span className="small t3">{shown}</span>}
      onChange={(entered) => onChange(entered === '' ? null : Number(entered))}
    />
  );
}
