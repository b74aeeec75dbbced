/** Who gets how many of the selected cases. */

export type Shares = Record<number, number>;

/** As even as whole cases allow; the first readers get one more. */
export function splitEvenly(cases: number, readers: number[]): Shares {
  if (readers.length === 0) return {};
  const each = Math.floor(cases / readers.length);
  const rest = cases % readers.length;
  return Object.fromEntries(readers.map((reader, i) => [reader, each + (i < rest ? 1 : 0)]));
}

export const total = (shares: Shares): number => Object.values(shares).reduce((sum, n) => sum + n, 0);

/** Of `cases`, how many are read twice: whole cases, half up, as the server counts them. */
export const readTwice = (cases: number, rate: number): number => Math.floor(cases * rate + 0.5);

export interface Plan {
  /** What forbids the assignment, in a sentence; undefined when nothing does. */
  problem?: string;
  cases: number;
  twice: number;
  reads: number;
}

/** What pressing the button would do. */
export function planOf(selected: number, shares: Shares, rate: number): Plan {
  const cases = total(shares);
  const twice = readTwice(cases, rate);
  const plan = { cases, twice, reads: cases + twice };
  const readers = Object.values(shares).filter((n) => n > 0).length;
  if (selected === 0) return { ...plan, problem: 'Select the cases to assign.' };
  if (cases > selected)
    return { ...plan, problem: `The shares add up to ${cases}; ${selected} are selected.` };
  if (cases === 0) return { ...plan, problem: 'Give at least one reader a share.' };
  if (twice > 0 && readers < 2) return { ...plan, problem: 'Reading twice needs a second reader.' };
  return plan;
}
