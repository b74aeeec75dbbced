import { refusal } from '@/api/client';
import { Unreachable } from '@/api/problem';
import { gunzip } from '@/lib/bytes';
import { type Box, inVolume } from './box';

/** How a map is made, as the platform names it. */
export type Method = 'grad_cam' | 'occlusion';

/** What is to be explained: a finding by its key, or a label by its value. */
export type Target = { finding: string } | { label: number };

export interface Explanation {
  /** Of the whole volume, (z, y, x) uint8; 0 outside what the model was shown. */
  heat: Uint8Array;
  box: Box;
  model: number;
  /** How alike such maps are to those of a network that knows nothing, and what is let through. */
  likeness: number;
  limit: number;
  images: number;
}

/**
 * Throws `Problem` for an error answer, `Unreachable` for none, AbortError when given up.
 * While a map is made that takes longer, `told` hears what share is done, and it is asked for again.
 */
export async function fetchExplanation(
  caseId: number,
  target: Target,
  method: Method,
  shape: readonly [number, number, number],
  signal: AbortSignal,
  told: (share: number) => void,
): Promise<Explanation> {
  const query = new URLSearchParams({ method });
  if ('finding' in target) query.set('finding', target.finding);
  else query.set('label', String(target.label));
  const address = `/api/cases/${caseId}/explanation?${query}`;
  let response = await ask(address, signal);
  while (response.status === 202) {
    told(Number((await response.json()).progress));
    response = await ask(address, signal);
  }
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
  const number = (name: string) => Number(response.headers.get(name));
  const places = (response.headers.get('X-Box') ?? '').split(',').map(Number);
  const [z = 0, y = 0, x = 0, endZ = 0, endY = 0, endX = 0] = places;
  const box: Box = { low: [z, y, x], high: [endZ, endY, endX] };
  const length = (endZ - z) * (endY - y) * (endX - x);
  const part = await gunzip(new Uint8Array(await response.arrayBuffer()), length);
  return {
    heat: inVolume(part, box, shape),
    box,
    model: number('X-Model'),
    likeness: number('X-Likeness'),
    limit: number('X-Likeness-Limit'),
    images: number('X-Checked-Images'),
  };
}

async function ask(address: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { credentials: 'same-origin', signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Unreachable();
  }
}
