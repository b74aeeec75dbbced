import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import { tell } from '@/api/problem';
import { counted } from '@/lib/numbers';
import { toast } from '@/ui';
import { type Opened, reopenSubmission, type Submitted } from './api';
import type { EditingSession } from './EditingSession';

/** Handing in and going on to the next case; what was handed in can be taken back. */
export function useSubmit(opened: Opened, slug: string, session: EditingSession | null) {
  const navigate = useNavigate();
  const [failure, setFailure] = useState<unknown>(null);
  const leave = useCallback(
    (next: number | null = null) => {
      const home = opened.purpose === 'read' ? 'work' : 'review';
      navigate(next ? `/projects/${slug}/assignments/${next}` : `/projects/${slug}/${home}`);
    },
    [navigate, slug, opened],
  );
  const takeBack = useCallback(async () => {
    const assignment = opened.assignment_id;
    if (assignment === null) return;
    try {
      await reopenSubmission(assignment);
      navigate(`/projects/${slug}/assignments/${assignment}`);
    } catch (error) {
      toast(tell(error).happened);
    }
  }, [navigate, slug, opened]);
  const submit = useCallback(async () => {
    const now = session?.state.get();
    if (!session || now?.phase !== 'ready' || now.submitting) return;
    setFailure(null);
    try {
      const done = await session.submit();
      if (!done) return;
      const canBeTakenBack = opened.assignment_id !== null && {
        undo: () => void takeBack(),
        undoText: 'Take back',
      };
      toast({ text: handedIn(opened, done), ...canBeTakenBack });
      leave(done.next_assignment_id ?? null);
    } catch (error) {
      setFailure(error);
    }
  }, [session, leave, takeBack, opened]);
  const skipped = useCallback(() => {
    toast(`${opened.case.name} skipped.`);
    leave();
  }, [leave, opened]);
  return { submit, failure, dismiss: () => setFailure(null), skipped };
}

/** What became of it, in a sentence. */
function handedIn(
  { case: of, purpose }: Opened,
  { number, approved, own_voxels: own = 0 }: Submitted,
): string {
  if (purpose === 'read') return `${of.name} submitted as r${number}.`;
  if (approved) return `${of.name} is approved, as r${number}.`;
  return `${of.name} is handed in as r${number}. Another reviewer signs it: ${counted(own, 'voxel')} of your own.`;
}
