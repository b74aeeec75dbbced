import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { refreshProject, sharedKeys } from '@/api/shared';
import type { Schema } from '@/api/types';

export const PAGE_SIZE = 50;
/** As many as the server gives at once. */
export const MOST_SELECTED = 500;

export type Cohort = Schema<'Cohort'>;
export type CohortKind = Schema<'KindEnum'>;
export type CasePage = Schema<'PaginatedCaseRowList'>;

export interface Search {
  query: Record<string, string>;
  sort: string;
}

export const cohortKeys = {
  cases: (slug: string, search: Search, page: number) =>
    [...sharedKeys.project(slug), 'cases', search, page] as const,
  cohorts: (slug: string) => [...sharedKeys.project(slug), 'cohorts'] as const,
};

const casesAt = (slug: string, search: Search, page_size: number, page: number) =>
  answer(
    api.GET('/api/projects/{slug}/cases', {
      params: { path: { slug }, query: { ...search.query, sort: search.sort, page_size, page: page + 1 } },
    }),
  );

export function useCases(slug: string, search: Search, page: number) {
  return useQuery({
    queryKey: cohortKeys.cases(slug, search, page),
    queryFn: () => casesAt(slug, search, PAGE_SIZE, page),
    placeholderData: keepPreviousData,
  });
}

/** Every case that the search finds, for "select all". */
export const allCases = async (slug: string, search: Search) =>
  (await casesAt(slug, search, MOST_SELECTED, 0)).results;

export function useCohorts(slug: string) {
  return useQuery({
    queryKey: cohortKeys.cohorts(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/cohorts', { params: { path: { slug } } })),
  });
}

/** Runs an act of a project and then asks again for whatever it may have changed. */
function useAct<In, Out>(slug: string, act: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: act, onSuccess: () => refreshProject(queries, slug) });
}

export const useSaveCohort = (slug: string) =>
  useAct(slug, (body: Schema<'NewCohortRequest'>) =>
    answer(api.POST('/api/projects/{slug}/cohorts', { params: { path: { slug } }, body })),
  );

export const useAssign = (slug: string) =>
  useAct(slug, (body: Schema<'NewAssignmentsRequest'>) =>
    answer(api.POST('/api/projects/{slug}/assignments', { params: { path: { slug } }, body })),
  );

export const useExclude = (slug: string) =>
  useAct(slug, ({ id, reason }: { id: number; reason: string }) =>
    answer(api.POST('/api/cases/{case_id}/exclude', { params: { path: { case_id: id } }, body: { reason } })),
  );

export const useReopen = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(
      api.POST('/api/cases/{case_id}/reopen', { params: { path: { case_id: id } }, body: { reason: '' } }),
    ),
  );
