import { Autocomplete } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import styles from '../Cohorts.module.css';
import { ATTRIBUTES, type Chip, chipValue, parseChip, withChip } from '../logic/chips';

interface Props {
  chips: Chip[];
  onChange: (chips: Chip[]) => void;
  field: RefObject<HTMLInputElement | null>;
}

/** One line to type an attribute into, and what is asked as chips below it. */
export function QueryLine({ chips, onChange, field }: Props) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  // After a chip is made the suggestions would lie over what it found.
  const [quiet, setQuiet] = useState(false);
  const add = () => {
    if (!text.trim()) return;
    const parsed = parseChip(text);
    if ('problem' in parsed) return setProblem(parsed.problem);
    setText('');
    setQuiet(true);
    onChange(withChip(chips, parsed.chip));
  };
  const type = (value: string) => {
    setProblem('');
    setQuiet(false);
    setText(value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && /\S\s*[=:<>≤≥]\s*\S/.test(text)) add();
    if (event.key === 'Backspace' && !text) onChange(chips.slice(0, -1));
  };
  const started = /[=:<>≤≥]/.test(text);
  return (
    <div className={styles.query}>
      <Autocomplete
        ref={field}
        aria-label="Search attribute"
        placeholder="Add a DICOM attribute, e.g. Modality = MR"
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
        rightSection={<kbd>/</kbd>}
        value={text}
        onChange={type}
        onKeyDown={onKeyDown}
        onBlur={() => setQuiet(false)}
        data={started || quiet ? [] : ATTRIBUTES.map((name) => `${name} = `)}
        error={problem || undefined}
        comboboxProps={{ shadow: 'none' }}
      />
      {chips.length > 0 && <Chips chips={chips} onChange={onChange} />}
    </div>
  );
}

function Chips({ chips, onChange }: { chips: Chip[]; onChange: (chips: Chip[]) => void }) {
  return (
    <div className={styles.chips}>
      {chips.map((chip) => (
        <span key={chip.name} className={styles.chip}>
          {chip.name} <b>{chipValue(chip)}</b>
          <button
            type="button"
            aria-label={`Remove ${chip.name}`}
            onClick={() => onChange(chips.filter((other) => other.name !== chip.name))}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        </span>
      ))}
      <span className="grow" />
      <button type="button" className={styles.link} onClick={() => onChange([])}>
        Clear
      </button>
    </div>
  );
}
