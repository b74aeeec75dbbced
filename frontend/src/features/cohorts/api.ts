import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import type { Schema } from '@/api/types';
import { everyPage } from '@/lib/pages';

export const PAGE_SIZE = 50;
/** As many as the server gives at once. */
const LARGEST_PAGE = 500;

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
  allCases: (slug: string, search: Search) => [...sharedKeys.project(slug), 'cases', search, 'all'] as const,
  cohorts: (slug: string) => [...sharedKeys.project(slug), 'cohorts'] as const,
};

/** What is searched for goes in a body: it may say who a patient is. */
const casesAt = (slug: string, search: Search, page_size: number, page: number) =>
  answer(
    api.POST('/api/projects/{slug}/cases/search', {
      params: { path: { slug }, query: { page_size, page: page + 1 } },
      body: { ...search.query, sort: search.sort },
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
export const allCases = (slug: string, search: Search) =>
  everyPage((page) => casesAt(slug, search, LARGEST_PAGE, page));

export function useCohorts(slug: string) {
  return useQuery({
    queryKey: cohortKeys.cohorts(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/cohorts', { params: { path: { slug } } })),
  });
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
