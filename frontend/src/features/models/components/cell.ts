import { fixed } from '@/lib/numbers';

/** A cell of the card as the printed one has it: whole numbers whole, others with three decimals. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : fixed(value, 3);
  return String(value);
}
