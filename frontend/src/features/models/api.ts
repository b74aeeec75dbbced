import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import { isRunning, POLL_MS } from '@/api/training';
import type { Schema } from '@/api/types';

export type ModelRow = Schema<'Model'>;
export type ModelState = Schema<'ModelStateEnum'>;
export type TrainingRun = Schema<'TrainingRunDetail'>;

export type Interval = Schema<'Interval'>;
export type GateRule = Schema<'GateRule'>;
export type Gate = Schema<'Gate'>;
export type Holdout = Schema<'Holdout'>;
export type ClassScores = Schema<'ClassScores'>;
export type Subgroups = Schema<'Subgroups'>;
export type GroupScores = Schema<'GroupScores'>;
export type Calibration = Schema<'Calibration'>;
export type HumanCeiling = Schema<'HumanCeiling'>;
export type QueryRate = Schema<'QueryRate'>;
export type Dispute = Schema<'Dispute'>;
export type ModelDetail = Schema<'ModelDetail'>;

export const modelKeys = {
  list: (slug: string) => [...sharedKeys.project(slug), 'models'] as const,
  one: (slug: string, id: number) => [...sharedKeys.project(slug), 'models', id] as const,
  runs: (slug: string) => [...sharedKeys.project(slug), 'training-runs'] as const,
  rates: (slug: string) => [...sharedKeys.project(slug), 'query-rates'] as const,
  disputes: (slug: string) => [...sharedKeys.project(slug), 'second-looks'] as const,
  run: (slug: string, id: number) => [...sharedKeys.project(slug), 'training-runs', id] as const,
};

const inProject = (slug: string) => ({ params: { path: { slug } } });

export function useModels(slug: string) {
  return useQuery({
    queryKey: modelKeys.list(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/models', inProject(slug))),
  });
}

export function useModel(slug: string, id: number | undefined) {
  return useQuery({
    queryKey: modelKeys.one(slug, id ?? 0),
    queryFn: () => answer(api.GET('/api/models/{model_id}', { params: { path: { model_id: id ?? 0 } } })),
    enabled: id !== undefined,
  });
}

export type ModelCardData = Schema<'Card'>;

export function useModelCard(slug: string, id: number) {
  return useQuery({
    queryKey: [...modelKeys.one(slug, id), 'card'],
    queryFn: () => answer(api.GET('/api/models/{model_id}/card', { params: { path: { model_id: id } } })),
  });
}

/** The last training; asked again every two seconds while it runs. */
export function useLastRun(slug: string) {
  return useQuery({
    queryKey: modelKeys.runs(slug),
    queryFn: async () => {
      const params = { path: { slug }, query: { page_size: 1 } };
      const page = await answer(api.GET('/api/projects/{slug}/training-runs', { params }));
      return page.results[0] ?? null;
    },
    refetchInterval: (query) => (isRunning(query.state.data?.state) ? POLL_MS : false),
  });
}

export function useRun(slug: string, id: number | undefined, running: boolean) {
  return useQuery({
    queryKey: modelKeys.run(slug, id ?? 0),
    queryFn: () => answer(api.GET('/api/training-runs/{run_id}', { params: { path: { run_id: id ?? 0 } } })),
    enabled: id !== undefined,
    refetchInterval: running ? POLL_MS : false,
  });
}

export const usePromote = (slug: string) =>
  useAct(slug, ({ id, reason }: { id: number; reason: string }) =>
    answer(
      api.POST('/api/models/{model_id}/promote', { params: { path: { model_id: id } }, body: { reason } }),
    ),
  );

export const useRollBack = (slug: string) =>
  useAct(slug, () => answer(api.POST('/api/projects/{slug}/models/roll-back', inProject(slug))));

/** Whom the picks asked about, beside the pool. */
export function useQueryRates(slug: string) {
  return useQuery({
    queryKey: modelKeys.rates(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/query-rates', inProject(slug))),
  });
}

/** Approved masks that the live model contradicts, for those who may review. */
export function useDisputes(slug: string, allowed: boolean) {
  return useQuery({
    queryKey: modelKeys.disputes(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/second-looks', inProject(slug))),
    enabled: allowed,
  });
}

export const useLookAgain = (slug: string) =>
  useAct(slug, (revision: number) =>
    answer(
      api.POST('/api/revisions/{revision_id}/look-again', {
        params: { path: { revision_id: revision } },
        body: { note: '' },
      }),
    ),
  );
