/** What every screen needs: who is here, which project, who is in it. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from './client';
import type { Act } from './types';

export const sharedKeys = {
  session: ['session'] as const,
  projects: ['projects'] as const,
  /** Everything of a project hangs below this key, so that one act can refresh all it may touch. */
  project: (slug: string) => ['project', slug] as const,
  detail: (slug: string) => ['project', slug, 'detail'] as const,
  members: (slug: string) => ['project', slug, 'members'] as const,
};

/** After an act that moves cases: counts, lists and curves of the project are asked for again. */
export function refreshProject(queries: QueryClient, slug: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: sharedKeys.project(slug) });
}

/** An act of a project; what it may have changed is asked for again. */
export function useAct<In, Out>(slug: string, act: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: act, onSuccess: () => refreshProject(queries, slug) });
}

export const signIn = (username: string, password: string) =>
  answer(api.POST('/api/session', { body: { username, password } }));
export const signOut = () => answer(api.DELETE('/api/session'));

export function useSession() {
  return useQuery({
    queryKey: sharedKeys.session,
    queryFn: () => answer(api.GET('/api/session')),
    staleTime: 300_000,
    retry: false,
  });
}

export function useProjects() {
  return useQuery({ queryKey: sharedKeys.projects, queryFn: () => answer(api.GET('/api/projects')) });
}

export function useProject(slug: string) {
  return useQuery({
    queryKey: sharedKeys.detail(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}', { params: { path: { slug } } })),
    staleTime: 60_000,
  });
}

export function useMembers(slug: string) {
  return useQuery({
    queryKey: sharedKeys.members(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/members', { params: { path: { slug } } })),
    staleTime: 60_000,
  });
}

export function may(project: { acts: Act[] } | undefined, act: Act): boolean {
  return project?.acts.includes(act) ?? false;
}
