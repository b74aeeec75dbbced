import { csrfHeader, refusal } from '@/api/client';
import { Unreachable } from '@/api/problem';
import { gunzip, gzip } from '@/lib/bytes';
import { pack, type QuestionHeader } from './question';

export interface Correction {
  /** The region's labels, (z, y, x) uint8. */
  labels: Uint8Array;
  /** "v7"; null where the project has no model and it went by intensities. */
  model: string | null;
  seconds: number;
}

/** Asks the model helper. Throws `Problem` for an error answer, `Unreachable` for none, AbortError when given up. */
export async function askCorrection(
  annotation: number,
  leaseToken: string,
  header: QuestionHeader,
  labels: Uint8Array,
  signal: AbortSignal,
): Promise<Correction> {
  const body = await gzip(pack(header, labels));
  let response: Response;
  try {
    response = await fetch(`/api/annotations/${annotation}/correct`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        ...csrfHeader(),
        'Content-Type': 'application/octet-stream',
        'X-Lease-Token': leaseToken,
      },
      body: body as BodyInit,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Unreachable();
  }
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
  const model = response.headers.get('X-Model');
  return {
    labels: await gunzip(new Uint8Array(await response.arrayBuffer()), labels.length),
    model: model === null || model === 'none' ? null : `v${model}`,
    seconds: Number(response.headers.get('X-Seconds')),
  };
}
