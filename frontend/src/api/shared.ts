/** What every screen needs: who is here, which project, who is in it. */
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { get, patch, post, remove } from './client';
import type { Act, Member, Page, ProjectDetail, ProjectRow, Session } from './types';

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

export const signIn = (username: string, password: string) =>
  post<unknown>('/api/session', { username, password });
export const signOut = () => remove<unknown>('/api/session');
export const changeProject = (slug: string, change: Partial<ProjectDetail>) =>
  patch<ProjectDetail>(`/api/projects/${slug}`, change);

/** A list that may come paged or plain. */
export function rows<T>(answer: Page<T> | T[]): T[] {
  return Array.isArray(answer) ? answer : answer.results;
}

export function useSession() {
  return useQuery({
    queryKey: sharedKeys.session,
    queryFn: () => get<Session>('/api/session'),
    staleTime: 300_000,
    retry: false,
  });
}

export function useProjects() {
  return useQuery({
    queryKey: sharedKeys.projects,
    queryFn: async () => rows(await get<Page<ProjectRow> | ProjectRow[]>('/api/projects')),
  });
}

export function useProject(slug: string) {
  return useQuery({
    queryKey: sharedKeys.detail(slug),
    queryFn: () => get<ProjectDetail>(`/api/projects/${slug}`),
    staleTime: 60_000,
  });
}

export function useMembers(slug: string) {
  return useQuery({
    queryKey: sharedKeys.members(slug),
    queryFn: async () => rows(await get<Page<Member> | Member[]>(`/api/projects/${slug}/members`)),
    staleTime: 60_000,
  });
}

export function may(project: { acts: Act[] } | undefined, act: Act): boolean {
  return project?.acts.includes(act) ?? false;
}
