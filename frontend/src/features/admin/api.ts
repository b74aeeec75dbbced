import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { useAct } from '@/api/shared';
import type { Label, ProjectDetail, Role, Schema } from '@/api/types';

export type Token = Schema<'Token'>;
/** Holds the secret: shown once, never again. */
export type NewToken = Schema<'NewToken'>;

export const adminKeys = { tokens: ['tokens'] as const };

/** Adds a person, or changes the role of one who is in. */
export const useAddMember = (slug: string) =>
  useAct(slug, (body: { username: string; role: Role }) =>
    answer(api.POST('/api/projects/{slug}/members', { params: { path: { slug } }, body })),
  );

export const useRemoveMember = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(
      api.DELETE('/api/projects/{slug}/members/{membership_id}', {
        params: { path: { slug, membership_id: id } },
      }),
    ),
  );

export type PolicyChange = Schema<'PatchedProjectChangeRequest'>;

export const useChangePolicy = (slug: string) =>
  useAct(slug, (body: PolicyChange) =>
    answer(api.PATCH('/api/projects/{slug}', { params: { path: { slug } }, body })),
  );

export type Channel = ProjectDetail['channels'][number];

/** How many cases have every channel of the project. Asked anew when the project changes. */
export const useCompleteness = (slug: string, channels: Channel[]) =>
  useQuery({
    queryKey: ['completeness', slug, channels],
    queryFn: () => answer(api.GET('/api/projects/{slug}/channels', { params: { path: { slug } } })),
  });

export const useReplaceLabels = (slug: string) =>
  useAct(slug, (body: Label[]) =>
    answer(api.PUT('/api/projects/{slug}/labels', { params: { path: { slug } }, body })),
  );

export function useTokens() {
  return useQuery({ queryKey: adminKeys.tokens, queryFn: () => answer(api.GET('/api/tokens')) });
}

export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/tokens', { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: adminKeys.tokens }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      answer(api.DELETE('/api/tokens/{token_id}', { params: { path: { token_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: adminKeys.tokens }),
  });
}
