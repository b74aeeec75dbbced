/** A search as chips: what is typed, what is sent, what is shown. Words are DICOM's own. */

export const TEXTS = [
  'Modality',
  'BodyPartExamined',
  'Manufacturer',
  'ManufacturerModelName',
  'PatientSex',
  'PatientID',
  'StudyDescription',
  'SeriesDescription',
  'InstitutionName',
] as const;
export const ATTRIBUTES = [...TEXTS, 'SliceThickness', 'StudyDate', 'state', 'split'] as const;
const HIDDEN = ['cohort', 'round'];

export interface Chip {
  name: string;
  /** As the server takes it: `-5`, `20260601-`, `Canon*`. */
  value: string;
}

export type Parsed = { chip: Chip } | { problem: string };

const LINE = /^\s*([A-Za-z]+)\s*(<=|>=|≤|≥|=|:|<|>|\s)\s*(.+?)\s*$/;

/** "SliceThickness <= 5" -> a chip, or a sentence that says what was expected. */
export function parseChip(text: string, attributes: readonly string[] = ATTRIBUTES): Parsed {
  const found = LINE.exec(text);
  if (!found) return { problem: 'Expected an attribute and a value, such as Modality = MR.' };
  const [, typed = '', sign = '=', value = ''] = found;
  const name = attributes.find((known) => known.toLowerCase() === typed.toLowerCase());
  if (!name) return { problem: `${typed} cannot be searched. Expected one of ${attributes.join(', ')}.` };
  if (name === 'SliceThickness') return ranged(name, sign, value, /^\d+(\.\d+)?$/, 'a thickness in mm');
  if (name === 'StudyDate')
    return ranged(
      name,
      sign,
      value.replace(/(\d{4})-(\d\d)-(\d\d)/g, '$1$2$3'),
      /^\d{8}$/,
      'a date such as 2026-06-01',
    );
  if (!'=: '.includes(sign.trim() || ' '))
    return { problem: `${name} is text: use = and wildcards * and ?.` };
  return { chip: { name, value } };
}

function ranged(name: string, sign: string, raw: string, form: RegExp, what: string): Parsed {
  const value = raw.replace(/\s*mm$/, '');
  const [low = '', high, more] = value.split(/\s*(?:-|–|to)\s*/);
  const wrong = { problem: `${name}: expected ${what}, or two with "to" between them.` };
  if (more !== undefined) return wrong;
  if (high !== undefined) {
    const fits = (part: string) => part === '' || form.test(part);
    return fits(low) && fits(high) && (low || high) ? { chip: { name, value: `${low}-${high}` } } : wrong;
  }
  if (!form.test(low)) return wrong;
  if ('<=≤'.includes(sign) && sign !== '=') return { chip: { name, value: `-${low}` } };
  if ('>=≥'.includes(sign) && sign !== '=') return { chip: { name, value: `${low}-` } };
  return { chip: { name, value: low } };
}

/** The value in words: "≤ 5 mm", "from 2026-06-01". */
export function chipValue({ name, value }: Chip): string {
  if (name === 'state')
    return value
      .split(',')
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (name !== 'SliceThickness' && name !== 'StudyDate') return value;
  const written = (part: string) =>
    name === 'StudyDate' ? part.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3') : part;
  const unit = name === 'SliceThickness' ? ' mm' : '';
  const [low = '', high] = value.split('-');
  if (high === undefined) return `${written(low)}${unit}`;
  if (!low) return `${name === 'StudyDate' ? 'until' : '≤'} ${written(high)}${unit}`;
  if (!high) return `${name === 'StudyDate' ? 'from' : '≥'} ${written(low)}${unit}`;
  return `${written(low)} to ${written(high)}${unit}`;
}

/** What one sees first: what can still be given to somebody. */
export const POOL: Chip = { name: 'state', value: 'ready,drafted,picked' };

/** The chips that an address holds; those of the pool for one that asks nothing. */
export function chipsOf(params: URLSearchParams): Chip[] {
  if ([...params.keys()].every((name) => name === 'view')) return [POOL];
  const known = [...ATTRIBUTES, ...HIDDEN];
  return [...params]
    .filter(([name, value]) => known.includes(name) && value)
    .map(([name, value]) => ({ name, value }));
}

/** Adds a chip; one attribute stands once. */
export function withChip(chips: Chip[], chip: Chip): Chip[] {
  return [...chips.filter((other) => other.name !== chip.name), chip];
}

export const queryOf = (chips: Chip[]): Record<string, string> =>
  Object.fromEntries(chips.map((chip) => [chip.name, chip.value]));

const NAMES_PATIENTS = ['PatientID'];

/** What may stand in an address, and what must not: an address is kept by histories, bookmarks and logs. */
export function splitPrivate(chips: Chip[]): { open: Chip[]; hidden: Chip[] } {
  const hidden = chips.filter((chip) => NAMES_PATIENTS.includes(chip.name));
  return { open: chips.filter((chip) => !hidden.includes(chip)), hidden };
}
