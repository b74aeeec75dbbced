import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import { refreshProject, rows, sharedKeys } from '@/api/shared';
import type { CaseRow, Page } from '@/api/types';

export const PAGE_SIZE = 50;
/** As many as the server gives at once. */
export const MOST_SELECTED = 500;

export interface Cohort {
  id: number;
  name: string;
  kind: CohortKind;
  query: Record<string, string>;
  cases: number;
  created_at: string;
}
export type CohortKind = 'pool' | 'holdout' | 'gold';

export interface NewCohort {
  name: string;
  kind: CohortKind;
  query: Record<string, string>;
  cases?: number[];
}

export interface NewAssignments {
  cases: number[];
  readers: { user: number; cases: number }[];
  due: string | null;
  double_read_rate: number;
}

export interface Assigned {
  created: number;
  left_out: number;
  by_reader: { user: number; first: number; second: number }[];
}

export interface Search {
  query: Record<string, string>;
  sort: string;
}

export const cohortKeys = {
  cases: (slug: string, search: Search, page: number) =>
    [...sharedKeys.project(slug), 'cases', search, page] as const,
  cohorts: (slug: string) => [...sharedKeys.project(slug), 'cohorts'] as const,
};

const casesAt = (slug: string, search: Search, limit: number, offset: number) =>
  get<Page<CaseRow>>(`/api/projects/${slug}/cases`, { ...search.query, sort: search.sort, limit, offset });

export function useCases(slug: string, search: Search, page: number) {
  return useQuery({
    queryKey: cohortKeys.cases(slug, search, page),
    queryFn: () => casesAt(slug, search, PAGE_SIZE, page * PAGE_SIZE),
    placeholderData: keepPreviousData,
  });
}

/** Every case that the search finds, for "select all". */
export const allCases = async (slug: string, search: Search) =>
  (await casesAt(slug, search, MOST_SELECTED, 0)).results;

export function useCohorts(slug: string) {
  return useQuery({
    queryKey: cohortKeys.cohorts(slug),
    queryFn: async () => rows(await get<Cohort[]>(`/api/projects/${slug}/cohorts`)),
  });
}

/** Runs an act of a project and then asks again for whatever it may have changed. */
function useAct<In, Out>(slug: string, act: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: act, onSuccess: () => refreshProject(queries, slug) });
}

export const useSaveCohort = (slug: string) =>
  useAct(slug, (cohort: NewCohort) => post<Cohort>(`/api/projects/${slug}/cohorts`, cohort));

export const useAssign = (slug: string) =>
  useAct(slug, (body: NewAssignments) => post<Assigned>(`/api/projects/${slug}/assignments`, body));

export const useExclude = (slug: string) =>
  useAct(slug, ({ id, reason }: { id: number; reason: string }) =>
    post<unknown>(`/api/cases/${id}/exclude`, { reason }),
  );

export const useReopen = (slug: string) => useAct(slug, (id: number) => post<unknown>(`/api/cases/${id}/reopen`));
