import type { GroupScores } from './api';

const WORDS: Record<string, string> = {
  sex: 'Sex',
  age: 'Age',
  scanner: 'Scanner',
  site: 'Site',
  slices: 'Slices',
  view: 'View',
};
const SEXES: Record<string, string> = { F: 'Female', M: 'Male', O: 'Other' };

/** The name of an attribute: "sex" -> "Sex". */
export const attributeName = (attribute: string) => WORDS[attribute] ?? attribute;

/** "sex:F" -> ["sex", "Female"] */
export function partsOf(name: string): [string, string] {
  const at = name.indexOf(':');
  const [attribute, value] = [name.slice(0, at), name.slice(at + 1)];
  if (attribute !== 'sex') return [attribute, value];
  return [attribute, value.replace(/^[FMO]\b/, (sex) => SEXES[sex] ?? sex)];
}

/** "sex:F & age:18-39" -> "Female, 18–39"; words without a colon stay as they are. */
export function groupName(name: string): string {
  return name
    .split(' & ')
    .map((one) => (/^[a-z]+:/.test(one) ? partsOf(one)[1] : one))
    .join(', ')
    .replace(/(\d)-(\d)/g, '$1–$2');
}

export interface GroupSet<Group> {
  attribute: string;
  groups: Group[];
}

/** Groups under the attribute they belong to, in the order they came. */
export function byAttribute<Group extends { name: string }>(groups: Group[]): GroupSet<Group>[] {
  const sets = new Map<string, Group[]>();
  for (const group of groups) {
    const [attribute] = partsOf(group.name);
    sets.set(attribute, [...(sets.get(attribute) ?? []), group]);
  }
  return [...sets].map(([attribute, members]) => ({ attribute, groups: members }));
}

/** Why a group's scores are not shown. */
export function hiddenBecause(group: GroupScores, smallest: number): string {
  if (group.hidden === 'small') return `under ${smallest} patients`;
  return 'it would tell a small group';
}
