import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import { refreshProject, rows, sharedKeys } from '@/api/shared';
import { isRunning, POLL_MS } from '@/api/training';
import type { Page, Person } from '@/api/types';

export type ModelState = 'candidate' | 'champion' | 'retired' | 'rejected';

export interface ModelRow {
  id: number;
  number: number;
  state: ModelState;
  judged_against: number | null;
  labels_used: number;
  dice: number | null;
  gate_passed: boolean | null;
  reason: string;
  created_at: string;
  promoted_at: string | null;
  promoted_by: Person | null;
}

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

export interface TrainedOn {
  case: number;
  name: string;
  revision: number;
  mask_sha256: string;
  split: string;
}

export interface ModelDetail extends ModelRow {
  spec: Record<string, unknown>;
  metrics: { holdout?: { dice_per_class?: Record<string, number | null> } & Record<string, unknown> };
  gate: Gate;
  code_version: string;
  training_run: number;
  seed: number;
  seconds: Record<string, number>;
  trained_on: TrainedOn[];
}

export interface TrainingRunRow {
  id: number;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  trigger: string;
  requested_by: Person | null;
  requested_at: string;
  started_at: string | null;
  finished_at: string | null;
  model: number | null;
  progress: { state: string; fraction: number; message: string; eta_seconds: number | null } | null;
  error_code: string;
  error: string;
}

export interface TrainingRun extends TrainingRunRow {
  curve: { step: number; loss: number; seconds: number }[];
}

export const modelKeys = {
  list: (slug: string) => [...sharedKeys.project(slug), 'models'] as const,
  one: (slug: string, id: number) => [...sharedKeys.project(slug), 'models', id] as const,
  runs: (slug: string) => [...sharedKeys.project(slug), 'training-runs'] as const,
  run: (slug: string, id: number) => [...sharedKeys.project(slug), 'training-runs', id] as const,
};

export function useModels(slug: string) {
  return useQuery({
    queryKey: modelKeys.list(slug),
    queryFn: async () => rows(await get<ModelRow[]>(`/api/projects/${slug}/models`)),
  });
}

export function useModel(slug: string, id: number | undefined) {
  return useQuery({
    queryKey: modelKeys.one(slug, id ?? 0),
    queryFn: () => get<ModelDetail>(`/api/models/${id}`),
    enabled: id !== undefined,
  });
}

/** The last training; asked again every two seconds while it runs. */
export function useLastRun(slug: string) {
  return useQuery({
    queryKey: modelKeys.runs(slug),
    queryFn: async () => {
      const page = await get<Page<TrainingRunRow>>(`/api/projects/${slug}/training-runs`, { limit: 1 });
      return page.results[0] ?? null;
    },
    refetchInterval: (query) => (isRunning(query.state.data?.state) ? POLL_MS : false),
  });
}

export function useRun(slug: string, id: number | undefined, running: boolean) {
  return useQuery({
    queryKey: modelKeys.run(slug, id ?? 0),
    queryFn: () => get<TrainingRun>(`/api/training-runs/${id}`),
    enabled: id !== undefined,
    refetchInterval: running ? POLL_MS : false,
  });
}

export function usePromote(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: number; reason: string }) =>
      post<ModelRow>(`/api/models/${id}/promote`, { reason }),
    onSuccess: () => refreshProject(queries, slug),
  });
}

export function useRollBack(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<ModelRow>(`/api/projects/${slug}/models/roll-back`),
    onSuccess: () => refreshProject(queries, slug),
  });
}
