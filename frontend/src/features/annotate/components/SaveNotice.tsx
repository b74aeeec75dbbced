import { useState } from 'react';
import { tell } from '@/api/problem';
import { ago } from '@/lib/format';
import { ProblemNotice, QuietButton, toast } from '@/ui';
import type { EditingSession, SessionState } from '../EditingSession';
import styles from './SaveNotice.module.css';

interface Props {
  state: SessionState | null;
  session: EditingSession | null;
  /** Why handing in failed. */
  failure: unknown;
  onRetry: () => void;
  onDismiss: () => void;
}

const kept = (count: number) =>
  `Your ${count === 1 ? 'edit is' : `${count} edits are`} kept in this browser.`;

/** What needs a decision before saving can go on. Over the image, never a dialog: one can look while deciding. */
export function SaveNotice(props: Props) {
  const notice = noticeOf(props);
  return notice && <div className={styles.notice}>{notice}</div>;
}

function noticeOf({ state, session, failure, onRetry, onDismiss }: Props) {
  if (!state || !session) return null;
  if (state.phase === 'failed') return <LoadFailed error={state.error} />;
  if (state.older) {
    return (
      <ProblemNotice
        tone="warn"
        happened={`This browser kept ${state.older.planes.size} edited slices ${ago((Date.now() - state.older.keptAt) / 1000)}, and the case was saved from elsewhere since.`}
        kept="Both are kept until you choose."
        todo={<Choices session={session} mine="Put mine on top" />}
      />
    );
  }
  switch (state.save.kind) {
    case 'stale':
      return (
        <ProblemNotice
          tone="warn"
          happened={state.save.problem.message}
          kept={kept(state.save.edits)}
          code={state.save.problem.code}
          todo={<Choices session={session} mine="Save mine as newer" />}
        />
      );
    case 'lost':
      return (
        <ProblemNotice
          tone="warn"
          happened={state.save.problem.message}
          kept={kept(state.save.edits)}
          code={state.save.problem.code}
          todo={<Do text="Work here" act={() => session.takeOver()} />}
        />
      );
    case 'refused':
      return (
        <ProblemNotice
          happened={state.save.problem.message}
          kept={kept(state.save.edits)}
          code={state.save.problem.code}
          todo={<Do text="Try again" act={() => session.retry()} />}
        />
      );
  }
  return failure ? <NotSubmitted error={failure} onRetry={onRetry} onDismiss={onDismiss} /> : null;
}

function NotSubmitted({
  error,
  onRetry,
  onDismiss,
}: {
  error: unknown;
  onRetry: () => void;
  onDismiss: () => void;
}) {
  const told = tell(error);
  return (
    <ProblemNotice
      happened={told.happened}
      kept="Every edit is saved; the case is not submitted."
      code={told.code}
      todo={
        <>
          <span>{told.todo}</span>
          <QuietButton onClick={onRetry}>Submit again</QuietButton>
          <QuietButton onClick={onDismiss}>Close</QuietButton>
        </>
      }
    />
  );
}

function LoadFailed({ error }: { error: unknown }) {
  const told = tell(error);
  return (
    <ProblemNotice
      happened={`The mask could not be loaded. ${told.happened}`}
      kept="Nothing was changed; edits kept in this browser stay there."
      code={told.code}
      todo={<QuietButton onClick={() => window.location.reload()}>Reload</QuietButton>}
    />
  );
}

/** Compare | Open theirs | put mine on top. */
function Choices({ session, mine }: { session: EditingSession; mine: string }) {
  return (
    <>
      <Do
        text="Compare"
        act={async () => {
          await session.compare();
          toast('The saved version is the dashed white line.');
        }}
      />
      <Do text="Open theirs" act={() => session.openTheirs()} />
      <Do text={mine} act={() => session.keepMine()} />
    </>
  );
}

function Do({ text, act }: { text: string; act: () => Promise<void> }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(tell(error).happened);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <QuietButton disabled={busy} onClick={() => void run()}>
        {text}
      </QuietButton>
      {problem && <span>{problem}</span>}
    </>
  );
}
