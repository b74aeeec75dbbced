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
  ways: (slug: string, id: number) => [...roundKeys.one(slug, id), 'ways'] as const,
  why: (slug: string, round: number, caseId: number) =>
    [...sharedKeys.project(slug), 'why', round, caseId] as const,
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

/** Where this person can open the cases of a round: addresses by case, for those that there is a way to. */
export function useWays(slug: string, id: number) {
  return useQuery({
    queryKey: roundKeys.ways(slug, id),
    queryFn: () => answer(api.GET('/api/rounds/{round_id}/ways', { params: { path: { round_id: id } } })),
    select: (ways) => new Map(ways.map((way) => [way.case, addressOf(slug, way)])),
  });
}

const addressOf = (slug: string, { assignment, revision }: Schema<'Way'>) =>
  assignment === null
    ? `/projects/${slug}/review/${revision}`
    : `/projects/${slug}/assignments/${assignment}`;

/** Why a case was picked in the round of this number. */
export function useWhy(slug: string, caseId: number, round: number) {
  const params = { path: { case_id: caseId }, query: { round } };
  return useQuery({
    queryKey: roundKeys.why(slug, round, caseId),
    queryFn: () => answer(api.GET('/api/cases/{case_id}/why', { params })),
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
