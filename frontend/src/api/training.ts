/** Starting a training and following it: the project and the models screen both do. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from './client';
import { refreshProject } from './shared';
import type { Schema } from './types';

export type Lane = Schema<'LaneEnum'>;

/** A challenger for promotion, or the live model for a little longer to pre-fill the open batch. */
export const startTraining = (slug: string, lane: Lane = 'full') =>
  answer(api.POST('/api/projects/{slug}/training-runs', { params: { path: { slug } }, body: { lane } }));

/** How often a screen asks again, only while something runs. */
export const POLL_MS = 2000;

export const isRunning = (state: string | undefined): boolean => state === 'queued' || state === 'running';

export function useStartTraining(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (lane: Lane) => startTraining(slug, lane),
    onSettled: () => refreshProject(queries, slug),
  });
}
