/** "Ada Lovelace" -> "AL", "lead" -> "L". */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const first = words[0]?.[0] ?? '?';
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** DICOM PN -> as a list writes it: "Doe^Jane^^Dr" -> "Doe, Jane"; only the first of its alphabets. */
export function personName(value: string): string {
  const [family = '', given = ''] = (value.split('=')[0] ?? '').split('^');
  return [family.trim(), given.trim()].filter(Boolean).join(', ');
}
