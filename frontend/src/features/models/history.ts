import type { ModelRow } from './api';

type Promoted = Pick<ModelRow, 'number' | 'state' | 'promoted_at'>;

const at = (model: Promoted) => Date.parse(model.promoted_at ?? '');

/** Where a roll-back goes: the one that was live last before the champion, as the server has it. By the
 * time of promotion: a newer one may have been passed over, and one that only pre-filled was never live. */
export function rollsBackTo<M extends Promoted>(list: M[]): M | undefined {
  const live = list.find((model) => model.state === 'champion');
  return list
    .filter((model) => model.state === 'retired' && wasLive(model))
    .filter((model) => !live?.promoted_at || at(model) < at(live))
    .sort((a, b) => at(b) - at(a) || b.number - a.number)[0];
}

/** Whether it was promoted at some time; a retired one that was not had only pre-filled. */
export const wasLive = (model: Promoted) => model.promoted_at !== null;

/** Whether its promotion needs a reason: it failed the gate, or was made to pre-fill and never judged. */
export const needsReason = (model: Promoted) =>
  model.state === 'rejected' || model.state === 'prefill' || (model.state === 'retired' && !wasLive(model));
