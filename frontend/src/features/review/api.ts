import { useMutation, useQuery } from '@tanstack/react-query';
import { answer, api, octets } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import type { Schema } from '@/api/types';
import { gunzip } from '@/lib/bytes';
import type { Index } from '@/viewer';

export type Waiting = Schema<'WaitingReview'>;
export type Revision = Schema<'RevisionDetail'>;
export type Comment = Schema<'Comment'>;
export type Reads = Schema<'CaseReads'>;
export type Read = Schema<'ShownRevision'>;
export type Comparison = Schema<'Comparison'>;
export type Begin = Schema<'BeginEnum'>;

/** A remark that is written and not yet sent; `z` null is the whole case. */
export interface Remark {
  z: number | null;
  /** The place in that slice that it points at. */
  index: Index | null;
  text: string;
}

export const reviewKeys = {
  queue: (slug: string) => [...sharedKeys.project(slug), 'reviews'] as const,
  revision: (slug: string, id: number) => [...sharedKeys.project(slug), 'revisions', id] as const,
  comments: (slug: string, id: number) => [...sharedKeys.project(slug), 'comments', id] as const,
  reads: (slug: string, id: number) => [...sharedKeys.project(slug), 'reads', id] as const,
};

/** Masks that wait, the longest wait first; what is submitted meanwhile appears. */
export function useQueue(slug: string) {
  return useQuery({
    queryKey: reviewKeys.queue(slug),
    queryFn: () =>
      answer(
        api.GET('/api/projects/{slug}/reviews', { params: { path: { slug }, query: { page_size: 200 } } }),
      ),
    staleTime: 0,
    refetchInterval: 15_000,
  });
}

export function useRevision(slug: string, id: number) {
  return useQuery({
    queryKey: reviewKeys.revision(slug, id),
    queryFn: () => answer(api.GET('/api/revisions/{revision_id}', { params: { path: { revision_id: id } } })),
    refetchOnWindowFocus: false,
  });
}

/** The reads of a case that wait; asked for again while a job compares them. */
export function useReads(slug: string, caseId: number) {
  return useQuery({
    queryKey: reviewKeys.reads(slug, caseId),
    queryFn: () => answer(api.GET('/api/cases/{case_id}/reads', { params: { path: { case_id: caseId } } })),
    refetchOnWindowFocus: false,
    refetchInterval: ({ state: { data } }) =>
      data && data.reads.length > 1 && !data.comparison ? 1500 : false,
  });
}

export function useComments(slug: string, caseId: number) {
  return useQuery({
    queryKey: reviewKeys.comments(slug, caseId),
    queryFn: () =>
      answer(api.GET('/api/cases/{case_id}/comments', { params: { path: { case_id: caseId } } })),
  });
}

export const useApprove = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(
      api.POST('/api/revisions/{revision_id}/approve', {
        params: { path: { revision_id: id } },
        body: { note: '' },
      }),
    ),
  );

export const useReturn = (slug: string) =>
  useAct(slug, ({ id, note, comments }: { id: number; note: string; comments: Remark[] }) =>
    answer(
      api.POST('/api/revisions/{revision_id}/return', {
        params: { path: { revision_id: id } },
        body: { note, comments: comments.map((one) => ({ ...one, index: one.index && [...one.index] })) },
      }),
    ),
  );

/** Opens a working copy of one's own over a submitted mask. */
export const useCorrect = () =>
  useMutation({
    mutationFn: (id: number) =>
      answer(api.POST('/api/revisions/{revision_id}/correct', { params: { path: { revision_id: id } } })),
  });

/** Opens a working copy of one's own made of the reads of a case. */
export const useMerge = (caseId: number) =>
  useMutation({
    mutationFn: (begin: Begin) =>
      answer(
        api.POST('/api/cases/{case_id}/adjudicate', {
          params: { path: { case_id: caseId } },
          body: { begin },
        }),
      ),
  });

/** A whole mask or map, (z, y, x) uint8. */
const volume = async (path: string, voxels: number) => gunzip(await octets(path), voxels);

export const revisionMask = (id: number, voxels: number) => volume(`/api/revisions/${id}/mask`, voxels);
export const draftMask = (id: number, voxels: number) => volume(`/api/drafts/${id}/mask`, voxels);
export const draftDoubt = (id: number, voxels: number) => volume(`/api/drafts/${id}/uncertainty`, voxels);
