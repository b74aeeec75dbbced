import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import { refreshProject, sharedKeys } from '@/api/shared';
import type { CaseName, CaseState, Page } from '@/api/types';

export interface RoundRow {
  id: number;
  number: number;
  model: number | null;
  strategy: string;
  random_share: number;
  seed: number;
  pool_size: number;
  opened_at: string;
  closed_at: string | null;
  picked: number;
  approved: number;
}

export interface Component {
  key: string;
  name: string;
  value: number;
}

export interface Pick {
  rank: number;
  arm: 'picked' | 'random';
  case: CaseName;
  state: CaseState;
  score: number | null;
  components: Component[];
}

export interface Histogram {
  edges: number[];
  counts: number[];
}

export interface RoundDetail extends RoundRow {
  picks: Pick[];
  histogram: Histogram;
}

export const roundKeys = {
  list: (slug: string) => [...sharedKeys.project(slug), 'rounds'] as const,
  one: (slug: string, id: number) => [...sharedKeys.project(slug), 'rounds', id] as const,
};

export function useRounds(slug: string) {
  return useQuery({
    queryKey: roundKeys.list(slug),
    queryFn: async () => (await get<Page<RoundRow>>(`/api/projects/${slug}/rounds`, { limit: 100 })).results,
  });
}

export function useRound(slug: string, id: number) {
  return useQuery({
    queryKey: roundKeys.one(slug, id),
    queryFn: () => get<RoundDetail>(`/api/rounds/${id}`),
  });
}

/** A new batch by the live model, made by a job. */
export function useRequestPicks(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<null>(`/api/projects/${slug}/rounds`),
    onSuccess: () => refreshProject(queries, slug),
  });
}
