import { useQuery } from '@tanstack/react-query';
import { answer, api } from './client';
import { sharedKeys } from './shared';
import { isRunning, POLL_MS } from './training';

export const overviewKey = (slug: string) => [...sharedKeys.project(slug), 'overview'] as const;

/** Where the project stands; asked again every two seconds while it trains. */
export function useOverview(slug: string, enabled = true) {
  return useQuery({
    queryKey: overviewKey(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/overview', { params: { path: { slug } } })),
    refetchInterval: (query) => (isRunning(query.state.data?.loop.training?.state) ? POLL_MS : false),
    enabled,
  });
}
