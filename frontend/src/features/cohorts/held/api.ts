import { useQuery } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import type { Schema } from '@/api/types';

export type HeldSeries = Schema<'Held'>;

const HELD_SHOWN = 100;

const key = (slug: string) => [...sharedKeys.project(slug), 'held'] as const;

/** The series that wait for a person to say whether a name stands in the picture. */
export function useHeld(slug: string, enabled = true) {
  return useQuery({
    queryKey: key(slug),
    queryFn: () =>
      answer(
        api.GET('/api/projects/{slug}/held', {
          params: { path: { slug }, query: { page_size: HELD_SHOWN } },
        }),
      ),
    enabled,
  });
}

export const useRelease = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(api.POST('/api/held/{held_id}/release', { params: { path: { held_id: id } } })),
  );

export const useReject = (slug: string) =>
  useAct(slug, ({ id, reason }: { id: number; reason: string }) =>
    answer(api.POST('/api/held/{held_id}/reject', { params: { path: { held_id: id } }, body: { reason } })),
  );

/** Where the image of a held series is, from 1. */
export const pictureOf = (held: HeldSeries, image: number): string => `${held.picture}?instance=${image}`;
