import type { DeidOption } from './api';

/** Options that say opposite things about the same elements: choosing one drops the other. */
const EITHER_OR: DeidOption[] = ['retain_full_dates', 'retain_modified_dates'];

/** Dates are moved only where they are kept, and kept modified. */
export const movesDates = (options: DeidOption[]): boolean => options.includes('retain_modified_dates');

export function toggled(options: DeidOption[], option: DeidOption): DeidOption[] {
  if (options.includes(option)) return options.filter((one) => one !== option);
  const dropped = EITHER_OR.includes(option) ? EITHER_OR : [];
  return [...options.filter((one) => !dropped.includes(one)), option];
}

/** "Retain Device Identity" -> "Device identity": every one of them keeps something, so the verb says nothing. */
export function shortTitle(title: string): string {
  const words = title.replace(/^Retain (Longitudinal Temporal Information )?/, '');
  return words.charAt(0) + words.slice(1).replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}
