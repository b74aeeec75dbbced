import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Index } from '@/viewer';
import { addComment, type Comment, listComments, resolveComment } from './api';

const none: Comment[] = [];

/** The remarks on a case, and leaving and resolving them. */
export function useComments(caseId: number) {
  const queries = useQueryClient();
  const key = ['case', caseId, 'comments'];
  const list = useQuery({ queryKey: key, queryFn: () => listComments(caseId) });
  const refresh = () => queries.invalidateQueries({ queryKey: key });
  const add = useMutation({
    mutationFn: ({ text, index }: { text: string; index: Index }) => addComment(caseId, text, index),
    onSuccess: refresh,
  });
  const resolve = useMutation({ mutationFn: (id: number) => resolveComment(id), onSuccess: refresh });
  const comments = list.data ?? none;
  const pinned = useMemo(
    () => comments.flatMap((comment) => (comment.z === null || comment.resolved_at ? [] : [comment.z])),
    [comments],
  );
  return { comments, pinned, add, resolve, error: list.error ?? add.error ?? resolve.error };
}

export type Comments = ReturnType<typeof useComments>;
