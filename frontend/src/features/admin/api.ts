import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, remove } from '@/api/client';
import { refreshProject, rows } from '@/api/shared';
import type { Member, ProjectDetail, Role } from '@/api/types';

export interface Token {
  id: number;
  name: string;
  prefix: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

export interface NewToken extends Token {
  /** Shown once, never again. */
  secret: string;
}

export const adminKeys = { tokens: ['tokens'] as const };

/** Adds a person, or changes the role of one who is in. */
export function useAddMember(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; role: Role }) => post<Member>(`/api/projects/${slug}/members`, body),
    onSuccess: () => refreshProject(queries, slug),
  });
}

export function useRemoveMember(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => remove<null>(`/api/projects/${slug}/members/${id}`),
    onSuccess: () => refreshProject(queries, slug),
  });
}

export type Policy = Pick<
  ProjectDetail,
  'strategy' | 'batch_size' | 'random_share' | 'retrain_after' | 'auto_promote' | 'training_seconds'
>;

export function useChangePolicy(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (policy: Partial<Policy>) => patch<ProjectDetail>(`/api/projects/${slug}`, policy),
    onSuccess: () => refreshProject(queries, slug),
  });
}

export function useTokens() {
  return useQuery({ queryKey: adminKeys.tokens, queryFn: async () => rows(await get<Token[]>('/api/tokens')) });
}

export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => post<NewToken>('/api/tokens', { name }),
    onSuccess: () => queries.invalidateQueries({ queryKey: adminKeys.tokens }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => remove<null>(`/api/tokens/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: adminKeys.tokens }),
  });
}
