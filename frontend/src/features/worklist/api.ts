import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys } from '@/api/shared';

export const workKeys = {
  mine: (slug: string) => [...sharedKeys.project(slug), 'work'] as const,
};

/** What I do next, today, again, and still, in one project. Fresh each time the screen opens. */
export function useWork(slug: string) {
  return useQuery({
    queryKey: workKeys.mine(slug),
    queryFn: () => answer(api.GET('/api/work', { params: { query: { project: slug } } })),
    staleTime: 0,
  });
}

export const editorAddress = (slug: string, assignment: number, slice?: number | null) =>
  `/projects/${slug}/assignments/${assignment}${slice === undefined || slice === null ? '' : `?slice=${slice}`}`;
