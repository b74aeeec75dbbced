import { useQuery } from '@tanstack/react-query';
import { answer, api } from './client';
import { sharedKeys } from './shared';
import { isRunning, POLL_MS } from './training';
import type { Need, Overview } from './types';

/** The kind of a need: a version that a person has to decide on. */
export const MODEL_WAITS = 'model_waits';

const overviewKey = (slug: string) => [...sharedKeys.project(slug), 'overview'] as const;

/** Where the project stands; asked again every two seconds while it trains. */
export function useOverview(slug: string, enabled = true) {
  return useQuery({
    queryKey: overviewKey(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/overview', { params: { path: { slug } } })),
    refetchInterval: (query) => (isRunning(query.state.data?.loop.training?.state) ? POLL_MS : false),
    enabled,
  });
}

/** The versions that wait for a decision. */
export const waitingModels = (overview: Overview): Need[] =>
  overview.needs_you.filter((need) => need.kind === MODEL_WAITS);
