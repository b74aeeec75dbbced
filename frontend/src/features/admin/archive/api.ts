import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { refreshProject, sharedKeys, useAct } from '@/api/shared';
import type { Schema } from '@/api/types';
import type { WantedLink } from './links';

export type Pacs = Schema<'Pacs'>;
export type PacsAuth = Pacs['auth'];
type PacsChange = Schema<'PatchedNewPacsRequest'>;
export type Send = Schema<'Send'>;

export type Deid = Schema<'Deidentification'>;
export type DeidOption = Deid['options'][number];

const SENDS_SHOWN = 50;
const SENDS_POLL_MS = 5000;

const keys = {
  registered: ['pacs'] as const,
  deid: (slug: string) => [...sharedKeys.project(slug), 'deidentification'] as const,
  sends: (slug: string) => [...sharedKeys.project(slug), 'sends'] as const,
};

/** Every PACS there is; admins only. */
export function useRegistered(enabled: boolean) {
  return useQuery({ queryKey: keys.registered, queryFn: () => answer(api.GET('/api/pacs')), enabled });
}

/** An act on the register; the links of the project show its names and states too. */
function useRegisterAct<In, Out>(slug: string, act: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: keys.registered }), refreshProject(queries, slug)]),
  });
}

export const useRegisterPacs = (slug: string) =>
  useRegisterAct(slug, (body: Schema<'NewPacsRequest'>) => answer(api.POST('/api/pacs', { body })));

export const useChangePacs = (slug: string) =>
  useRegisterAct(slug, ({ id, body }: { id: number; body: PacsChange }) =>
    answer(api.PATCH('/api/pacs/{pacs_id}', { params: { path: { pacs_id: id } }, body })),
  );

export const useCheckPacs = (slug: string) =>
  useRegisterAct(slug, (id: number) =>
    answer(api.POST('/api/pacs/{pacs_id}/check', { params: { path: { pacs_id: id } } })),
  );

export const useRetirePacs = (slug: string) =>
  useRegisterAct(slug, (id: number) =>
    answer(api.DELETE('/api/pacs/{pacs_id}', { params: { path: { pacs_id: id } } })),
  );

export const useSetLinks = (slug: string) =>
  useAct(slug, (links: WantedLink[]) =>
    answer(api.PUT('/api/projects/{slug}/pacs', { params: { path: { slug } }, body: { links } })),
  );

export function useDeid(slug: string) {
  return useQuery({
    queryKey: keys.deid(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/deidentification', { params: { path: { slug } } })),
  });
}

export const useSetDeid = (slug: string) =>
  useAct(slug, (body: Schema<'DeidentificationChangeRequest'>) =>
    answer(api.PUT('/api/projects/{slug}/deidentification', { params: { path: { slug } }, body })),
  );

/** The newest results that went back, or should have; asked again while one waits. */
export function useSends(slug: string) {
  return useQuery({
    queryKey: keys.sends(slug),
    queryFn: () =>
      answer(
        api.GET('/api/projects/{slug}/sends', {
          params: { path: { slug }, query: { page_size: SENDS_SHOWN } },
        }),
      ),
    refetchInterval: (query) =>
      query.state.data?.results.some((send) => send.state === 'waiting') ? SENDS_POLL_MS : false,
  });
}

export const useRetrySend = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(api.POST('/api/sends/{send_id}/retry', { params: { path: { send_id: id } } })),
  );
