import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys } from '@/api/shared';

export const workKeys = {
  mine: (slug: string) => [...sharedKeys.project(slug), 'work'] as const,
};

/** What I do next, today, again, and still, in one project. Fresh when the screen opens, and kept so: a returned case appears. */
export function useWork(slug: string) {
  return useQuery({
    queryKey: workKeys.mine(slug),
    queryFn: () => answer(api.GET('/api/work', { params: { query: { project: slug } } })),
    staleTime: 0,
    refetchInterval: 15_000,
  });
}

export const editorAddress = (slug: string, assignment: number, slice?: number | null) =>
  `/projects/${slug}/assignments/${assignment}${slice === undefined || slice === null ? '' : `?slice=${slice}`}`;
