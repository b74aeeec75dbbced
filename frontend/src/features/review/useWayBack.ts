import { may, useProject } from '@/api/shared';

/** Who only looks, as an engineer does at a model's worst cases, has no queue to go back to. */
export function useWayBack(slug: string): { reviews: boolean; to: string; name: string } {
  const reviews = may(useProject(slug).data, 'review');
  return reviews
    ? { reviews, to: `/projects/${slug}/review`, name: 'Back to the queue' }
    : { reviews, to: `/projects/${slug}`, name: 'Back to the project' };
}
