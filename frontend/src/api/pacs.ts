/** Which PACS a project may search, pull from and send to: read by more than one screen. */
import { useQuery } from '@tanstack/react-query';
import { answer, api } from './client';
import { sharedKeys } from './shared';
import type { Schema } from './types';

export type PacsLink = Schema<'PacsLink'>;

export function useLinks(slug: string) {
  return useQuery({
    queryKey: [...sharedKeys.project(slug), 'pacs'],
    queryFn: () => answer(api.GET('/api/projects/{slug}/pacs', { params: { path: { slug } } })),
  });
}
