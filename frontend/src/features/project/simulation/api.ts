import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import { isRunning, POLL_MS } from '@/api/training';
import type { Schema } from '@/api/types';

export type Simulation = Schema<'Simulation'>;
export type SimulationDetail = Schema<'SimulationDetail'>;
export type Parameters = Schema<'Parameters'>;
export type Suggestion = Schema<'Suggestion'>;
export type Results = Schema<'Results'>;
export type SimulatedArm = Schema<'SimulatedArm'>;

const keys = {
  list: (slug: string) => [...sharedKeys.project(slug), 'simulations'] as const,
  one: (slug: string, id: number) => [...sharedKeys.project(slug), 'simulations', id] as const,
  suggestion: (slug: string) => [...sharedKeys.project(slug), 'simulations', 'suggestion'] as const,
  forecast: (slug: string, wanted: Parameters) =>
    [...sharedKeys.project(slug), 'simulations', 'forecast', wanted] as const,
};

const inProject = (slug: string) => ({ path: { slug } });

/** The last simulation; asked again every two seconds while it runs. */
export function useLastSimulation(slug: string) {
  return useQuery({
    queryKey: keys.list(slug),
    queryFn: async () => {
      const params = { ...inProject(slug), query: { page_size: 1 } };
      return (await answer(api.GET('/api/projects/{slug}/simulations', { params }))).results[0] ?? null;
    },
    refetchInterval: (query) => (isRunning(query.state.data?.state) ? POLL_MS : false),
  });
}

/** With its curves. */
export function useSimulation(slug: string, id: number) {
  const params = { path: { simulation_id: id } };
  return useQuery({
    queryKey: keys.one(slug, id),
    queryFn: () => answer(api.GET('/api/simulations/{simulation_id}', { params })),
  });
}

/** Parameters that fit the approved masks of now, and the strategies there are. */
export function useSuggestion(slug: string) {
  return useQuery({
    queryKey: keys.suggestion(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/simulations/forecast', { params: inProject(slug) })),
  });
}

/** What these parameters would take; nothing is asked while they make no sense. */
export function useForecast(slug: string, wanted: Parameters, sensible: boolean) {
  return useQuery({
    queryKey: keys.forecast(slug, wanted),
    queryFn: () =>
      answer(
        api.POST('/api/projects/{slug}/simulations/forecast', { params: inProject(slug), body: wanted }),
      ),
    enabled: sensible,
    placeholderData: (before) => before,
  });
}

export const useStartSimulation = (slug: string) =>
  useAct(slug, (wanted: Parameters) =>
    answer(api.POST('/api/projects/{slug}/simulations', { params: inProject(slug), body: wanted })),
  );

export const useCancelSimulation = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(api.POST('/api/simulations/{simulation_id}/cancel', { params: { path: { simulation_id: id } } })),
  );
