import { useNavigate } from 'react-router';
import { toast } from '@/ui';
import { useQueue, type Waiting } from './api';

/** Where a mask that waits is looked at: two reads of a case together. */
export const reviewAddress = (slug: string, { waits_for, case: of, revision_id }: Waiting) =>
  waits_for === 'adjudication'
    ? `/projects/${slug}/review/cases/${of.id}`
    : `/projects/${slug}/review/${revision_id}`;

/** Where to go after a decision about a case: to the next that waits, or to the queue. */
export function useOnward(slug: string, caseId: number) {
  const queue = useQueue(slug);
  const navigate = useNavigate();
  return (words: string) => {
    const next = queue.data?.results.find((one) => !one.own && one.case.id !== caseId);
    toast(words);
    navigate(next ? reviewAddress(slug, next) : `/projects/${slug}/review`);
  };
}
