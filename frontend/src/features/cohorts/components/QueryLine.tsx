import { Autocomplete } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useState } from 'react';
import styles from '../Cohorts.module.css';
import { ATTRIBUTES, type Chip, chipValue, parseChip, withChip } from '../logic/chips';

interface Props {
  chips: Chip[];
  onChange: (chips: Chip[]) => void;
  field: RefObject<HTMLInputElement | null>;
  /** What may be asked: a PACS knows other attributes than we do. */
  attributes?: readonly string[];
  placeholder?: string;
  /** Left of the line: where is searched. */
  before?: ReactNode;
}

/** One line to type an attribute into, and what is asked as chips below it. */
export function QueryLine(props: Props) {
  const { chips, onChange, field, attributes = ATTRIBUTES } = props;
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  // After a chip is made the suggestions would lie over what it found.
  const [quiet, setQuiet] = useState(false);
  const add = () => {
    if (!text.trim()) return;
    const parsed = parseChip(text, attributes);
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
    // Out of the line, so that the keys of the list below work.
    if (event.key === 'Escape') field.current?.blur();
  };
  const started = /[=:<>≤≥]/.test(text);
  return (
    <div className={styles.query}>
      <div className="row">
        {props.before}
        <Autocomplete
          className="grow"
          ref={field}
          aria-label="Search attribute"
          placeholder={props.placeholder ?? 'Add a DICOM attribute, e.g. Modality = MR'}
          leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
          rightSection={<kbd>/</kbd>}
          value={text}
          onChange={type}
          onKeyDown={onKeyDown}
          onBlur={() => setQuiet(false)}
          data={started || quiet ? [] : attributes.map((name) => `${name} = `)}
          error={problem || undefined}
          comboboxProps={{ shadow: 'none' }}
        />
      </div>
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
