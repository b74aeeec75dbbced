import type { components } from '@/api/schema';
import { keep, readKept } from '@/lib/kept';

export type Companion = components['schemas']['Companion'];

/** What stood beside a case, in words that fit the next one too. */
export interface Wish {
  /** Of the same study, or of another one of the patient. */
  from: 'study' | 'other';
  modality: string;
  description: string;
}

/** How a person has hung the series of a project: kept in this browser for the next case. */
export interface Hanging {
  open: boolean;
  synced: boolean;
  wishes: readonly Wish[];
}

export const MOST_BESIDE = 3;
export const unhung: Hanging = { open: false, synced: true, wishes: [] };

const plain = (text: string) => text.trim().toLowerCase();
const fromOf = (companion: Companion): Wish['from'] =>
  companion.relation === 'same_study' ? 'study' : 'other';

export const wishFor = (companion: Companion): Wish => ({
  from: fromOf(companion),
  modality: companion.modality,
  description: plain(companion.series_description),
});

/**
 * The series of a case that answer the wishes, each at most once. In the same study only the same description will do,
 * since another sequence is another picture; of other studies the nearest series of the modality does too.
 */
export function granted(wishes: readonly Wish[], choices: readonly Companion[]): Companion[] {
  const found: Companion[] = [];
  for (const wish of wishes) {
    const fitting = choices.filter(
      (one) => !found.includes(one) && fromOf(one) === wish.from && one.modality === wish.modality,
    );
    const same = fitting.find((one) => plain(one.series_description) === wish.description);
    const next = same ?? (wish.from === 'other' ? fitting[0] : undefined);
    if (next) found.push(next);
  }
  return found.slice(0, MOST_BESIDE);
}

/** What a series is called: its description, or what it is where it has none. */
export function seriesName(companion: Companion): string {
  const number = companion.series_number === null ? '' : ` ${companion.series_number}`;
  return companion.series_description || `${companion.modality || 'Series'}${number}`;
}

/** Where it comes from: "14 months before", "same study", or the date. */
export function seriesOrigin(companion: Companion): string {
  if (companion.relation === 'same_study') return 'same study';
  return companion.apart || 'another study, no date';
}

const keyOf = (slug: string) => `gyre.beside.${slug}`;

export const readHanging = (slug: string): Hanging => checked(readKept(keyOf(slug)));
export const keepHanging = (slug: string, hanging: Hanging): void => keep(keyOf(slug), hanging);

/** What an older version or another hand has left there is taken as far as it makes sense. */
export function checked(value: unknown): Hanging {
  if (typeof value !== 'object' || value === null) return unhung;
  const { open, synced, wishes } = value as Partial<Record<keyof Hanging, unknown>>;
  return {
    open: open === true,
    synced: synced !== false,
    wishes: Array.isArray(wishes) ? wishes.filter(isWish).slice(0, MOST_BESIDE) : [],
  };
}

function isWish(value: unknown): value is Wish {
  if (typeof value !== 'object' || value === null) return false;
  const { from, modality, description } = value as Partial<Record<keyof Wish, unknown>>;
  return (
    (from === 'study' || from === 'other') && typeof modality === 'string' && typeof description === 'string'
  );
}
