import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import { POLL_MS } from '@/api/training';
import type { Schema } from '@/api/types';
import { isGoing } from './pulls';

export type RemoteSeries = Schema<'FoundSeries'>;
export type Pull = Schema<'Pull'>;
export type PullSeries = Schema<'PullSeries'>;

/** Studies a page: that is what a PACS counts in. */
const PACS_PAGE = 25;
const PULLS_SHOWN = 20;

const keys = {
  pulls: (slug: string) => [...sharedKeys.project(slug), 'pulls'] as const,
  pull: (slug: string, id: number) => [...keys.pulls(slug), id] as const,
  /** Not below the project: an act here must not ask the PACS again. */
  search: (slug: string, pacs: number, asked: Record<string, string>, offset: number) =>
    ['pacs-search', slug, pacs, asked, offset] as const,
};

/** One page of what the PACS has. Asked once and forgotten when it leaves the screen. */
export function usePacsSearch(slug: string, pacs: number, asked: Record<string, string>, offset: number) {
  return useQuery({
    queryKey: keys.search(slug, pacs, asked, offset),
    queryFn: () =>
      answer(
        api.POST('/api/projects/{slug}/pacs/{pacs_id}/search', {
          params: { path: { slug, pacs_id: pacs } },
          body: { ...asked, limit: PACS_PAGE, offset },
        }),
      ),
    enabled: Object.keys(asked).length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** The newest pulls; asked again while one is on its way. */
export function usePulls(slug: string) {
  return useQuery({
    queryKey: keys.pulls(slug),
    queryFn: () =>
      answer(
        api.GET('/api/projects/{slug}/pulls', {
          params: { path: { slug }, query: { page_size: PULLS_SHOWN } },
        }),
      ),
    refetchInterval: (query) => (query.state.data?.results.some(isGoing) ? POLL_MS : false),
  });
}

/** A pull series by series, for what did not come. */
export function usePullDetail(slug: string, pull: Pull) {
  return useQuery({
    queryKey: keys.pull(slug, pull.id),
    queryFn: () => answer(api.GET('/api/pulls/{pull_id}', { params: { path: { pull_id: pull.id } } })),
    refetchInterval: isGoing(pull) ? POLL_MS : false,
  });
}

export const useStartPull = (slug: string) =>
  useAct(slug, (body: Schema<'NewPullRequest'>) =>
    answer(api.POST('/api/projects/{slug}/pulls', { params: { path: { slug } }, body })),
  );

export const useStopPull = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(api.POST('/api/pulls/{pull_id}/stop', { params: { path: { pull_id: id } } })),
  );

export const useResumePull = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(api.POST('/api/pulls/{pull_id}/resume', { params: { path: { pull_id: id } } })),
  );
