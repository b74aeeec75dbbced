import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import { isRunning, POLL_MS } from '@/api/training';
import type { Schema } from '@/api/types';

export type ModelRow = Schema<'Model'>;
export type ModelState = Schema<'ModelStateEnum'>;
export type TrainingRun = Schema<'TrainingRunDetail'>;

export interface Interval {
  mean: number | null;
  low: number | null;
  high: number | null;
  patients: number;
}

export interface GateRule {
  name: string;
  value: number | null;
  limit: number | null;
  passed: boolean;
  note: string;
}

/** `models.evaluation.gate.GateReport`; empty for a version that could not be judged. */
export interface Gate {
  promoted?: boolean;
  reason?: string;
  rules?: GateRule[];
  cases?: number;
  patients?: number;
  challenger_dice?: number | null;
  champion_dice?: number | null;
  delta?: Interval | null;
  per_class?: Record<string, Interval>;
  per_group?: Record<string, Interval>;
}

export interface Metrics {
  holdout?: { dice_per_class?: Record<string, number | null> };
}

export type ModelDetail = Omit<Schema<'ModelDetail'>, 'gate' | 'metrics' | 'seconds'> & {
  gate: Gate;
  metrics: Metrics;
  seconds: Record<string, number>;
};

export const modelKeys = {
  list: (slug: string) => [...sharedKeys.project(slug), 'models'] as const,
  one: (slug: string, id: number) => [...sharedKeys.project(slug), 'models', id] as const,
  runs: (slug: string) => [...sharedKeys.project(slug), 'training-runs'] as const,
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
    queryFn: async () => {
      const path = { model_id: id ?? 0 };
      return (await answer(api.GET('/api/models/{model_id}', { params: { path } }))) as ModelDetail;
    },
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
