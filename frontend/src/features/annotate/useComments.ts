import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Index, Pin } from '@/viewer';
import { addComment, type Comment, listComments, reopenComment, resolveComment } from './api';

const none: Comment[] = [];

/** The place of a remark in the volume, where it points at one. */
export function placeOf(comment: Comment): Index | null {
  const [z, y, x] = comment.index ?? [];
  return z === undefined || y === undefined || x === undefined ? null : [z, y, x];
}

/** The remarks as they are listed: open ones first, each kind in the order it was written. */
export function inOrder(comments: readonly Comment[]): Comment[] {
  return [...comments.filter((one) => !one.resolved_at), ...comments.filter((one) => one.resolved_at)];
}

/** Open remarks with a place, numbered as in the list; and the one that is being written. */
export function pinsOf(listed: readonly Comment[], writing: Index | null): Pin[] {
  const pins: Pin[] = listed.flatMap((comment, at) => {
    const index = placeOf(comment);
    return index && !comment.resolved_at ? [{ id: comment.id, index, text: String(at + 1) }] : [];
  });
  return writing ? [...pins, { id: 0, index: writing, text: '+', pending: true }] : pins;
}

/** The remarks on a case; leaving, settling and opening them again. */
export function useComments(caseId: number) {
  const queries = useQueryClient();
  const key = ['case', caseId, 'comments'];
  const list = useQuery({ queryKey: key, queryFn: () => listComments(caseId) });
  /** Where the remark that is being written points; null: where the crosshair is. */
  const [writing, writeAt] = useState<Index | null>(null);
  const onSuccess = () => queries.invalidateQueries({ queryKey: key });
  const add = useMutation({
    mutationFn: ({ text, index }: { text: string; index: Index }) => addComment(caseId, text, index),
    onSuccess: () => {
      writeAt(null);
      return onSuccess();
    },
  });
  const resolve = useMutation({ mutationFn: resolveComment, onSuccess });
  const reopen = useMutation({ mutationFn: reopenComment, onSuccess });
  const comments = useMemo(() => inOrder(list.data ?? none), [list.data]);
  const pins = useMemo(() => pinsOf(comments, writing), [comments, writing]);
  const pinned = useMemo(
    () => comments.flatMap((comment) => (comment.z === null || comment.resolved_at ? [] : [comment.z])),
    [comments],
  );
  const error = list.error ?? add.error ?? resolve.error ?? reopen.error;
  return { comments, pins, pinned, writing, writeAt, add, resolve, reopen, error };
}

export type Comments = ReturnType<typeof useComments>;
