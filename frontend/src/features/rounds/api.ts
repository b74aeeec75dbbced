import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import type { Schema } from '@/api/types';

export type RoundRow = Schema<'Round'>;
export type RoundDetail = Schema<'RoundDetail'>;
export type Pick = Schema<'Pick'>;

export type LearningAdvice = Schema<'LearningAdvice'>;
export type Advice = LearningAdvice['advice'][number];
export type Arms = LearningAdvice['arms'];

export const roundKeys = {
  list: (slug: string) => [...sharedKeys.project(slug), 'rounds'] as const,
  advice: (slug: string) => [...sharedKeys.project(slug), 'advice'] as const,
  one: (slug: string, id: number) => [...sharedKeys.project(slug), 'rounds', id] as const,
};

export function useRounds(slug: string) {
  return useQuery({
    queryKey: roundKeys.list(slug),
    queryFn: async () => {
      const params = { path: { slug }, query: { page_size: 100 } };
      return (await answer(api.GET('/api/projects/{slug}/rounds', { params }))).results;
    },
  });
}

export function useRound(slug: string, id: number) {
  return useQuery({
    queryKey: roundKeys.one(slug, id),
    queryFn: () => answer(api.GET('/api/rounds/{round_id}', { params: { path: { round_id: id } } })),
  });
}

export function useAdvice(slug: string) {
  return useQuery({
    queryKey: roundKeys.advice(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/advice', { params: { path: { slug } } })),
  });
}

/** A new batch by the live model, made by a job. */
export const useRequestPicks = (slug: string) =>
  useAct(slug, () => answer(api.POST('/api/projects/{slug}/rounds', { params: { path: { slug } } })));
