import { useQuery } from '@tanstack/react-query';
import { get } from './client';
import { sharedKeys } from './shared';
import { isRunning, POLL_MS } from './training';
import type { Overview } from './types';

export const overviewKey = (slug: string) => [...sharedKeys.project(slug), 'overview'] as const;

/** Where the project stands; asked again every two seconds while it trains. */
export function useOverview(slug: string, enabled = true) {
  return useQuery({
    queryKey: overviewKey(slug),
    queryFn: () => get<Overview>(`/api/projects/${slug}/overview`),
    refetchInterval: (query) => (isRunning(query.state.data?.loop.training?.state) ? POLL_MS : false),
    enabled,
  });
}
