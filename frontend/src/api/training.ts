/** Starting a training and following it: the project and the models screen both do. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from './client';
import { refreshProject } from './shared';

export const startTraining = (slug: string) =>
  answer(api.POST('/api/projects/{slug}/training-runs', { params: { path: { slug } } }));

/** How often a screen asks again, only while something runs. */
export const POLL_MS = 2000;

export const isRunning = (state: string | undefined): boolean => state === 'queued' || state === 'running';

export function useStartTraining(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => startTraining(slug),
    onSettled: () => refreshProject(queries, slug),
  });
}
