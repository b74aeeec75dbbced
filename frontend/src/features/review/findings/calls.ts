import { useMutation, useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import type { Schema } from '@/api/types';
import { type Answers, canonical } from '@/lib/answers';

export type Given = Schema<'RevisionAnswers'>;
export type FindingAgreement = Schema<'FindingAgreement'>;

/** What was handed in, what was said before the proposal was shown, and the proposal. */
export function useGiven(revision: number) {
  return useQuery({
    queryKey: ['revisions', revision, 'answers'],
    queryFn: () =>
      answer(
        api.GET('/api/revisions/{revision_id}/answers', { params: { path: { revision_id: revision } } }),
      ),
    refetchOnWindowFocus: false,
  });
}

/** How well model and readers agree in this project, finding by finding. */
export function useAgreement(slug: string) {
  return useQuery({
    queryKey: ['projects', slug, 'findings-agreement'],
    queryFn: () => answer(api.GET('/api/projects/{slug}/findings/agreement', { params: { path: { slug } } })),
  });
}

/** The reviewer's own answers, beside the reader's: another person signs them. */
export function useCorrectAnswers(revision: number) {
  return useMutation({
    mutationFn: (answers: Answers) =>
      answer(
        api.POST('/api/revisions/{revision_id}/correct-answers', {
          params: { path: { revision_id: revision } },
          body: JSON.parse(canonical(answers)),
        }),
      ),
  });
}
