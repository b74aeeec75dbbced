import { tell, Unreachable } from '@/api/problem';
import { ago } from '@/lib/format';
import { ProblemNotice, QuietButton, toast } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import type { Opened } from '../../api';
import type { EditingSession, SessionState } from '../../EditingSession';
import type { Kept } from '../../saving/states';
import { ClosedNotice } from './ClosedNotice';
import { Do } from './Do';
import styles from './notices.module.css';
import { SignInAgain } from './SignInAgain';

export interface SaveNoticeProps {
  opened: Opened;
  slug: string;
  viewer: VolumeViewer | null;
  state: SessionState | null;
  session: EditingSession | null;
  /** Why handing in failed. */
  failure: unknown;
  onRetry: () => void;
  onDismiss: () => void;
}

/** What became of the edits that the server does not have. */
function keptText(count: number, kept: Kept): string {
  if (count === 0) return 'Every edit is saved.';
  const edits = count === 1 ? 'Your last edit' : `Your last ${count} edits`;
  if (kept === 'full')
    return `${edits} could not be kept: this browser has no room left. Keep this tab open.`;
  if (kept === 'no') return `${edits} could not be kept: this browser keeps nothing. Keep this tab open.`;
  return `${edits} ${count === 1 ? 'is' : 'are'} kept in this browser.`;
}

/** What needs a decision before saving can go on. Over the image, never a dialog: one can look while deciding. */
export function SaveNotice(props: SaveNoticeProps) {
  const notice = noticeOf(props);
  return notice && <div className={styles.notice}>{notice}</div>;
}

function noticeOf(props: SaveNoticeProps) {
  const { state, session, failure, onRetry, onDismiss } = props;
  if (!state || !session || state.comparison) return null;
  if (state.phase === 'failed') return <LoadFailed error={state.error} />;
  if (state.save.kind === 'signed-out') {
    return <SignInAgain session={session} kept={keptText(state.save.edits, state.save.kept)} />;
  }
  if (state.save.kind === 'closed' || state.save.kind === 'lost') return stopped(props);
  if (state.older) {
    return (
      <ProblemNotice
        tone="warn"
        happened={`This browser kept ${state.older.planes.size} edited slices ${ago((Date.now() - state.older.keptAt) / 1000)}, and the case was saved from elsewhere since.`}
        kept="Both are kept until you choose."
        todo={<Choices session={session} />}
      />
    );
  }
  return stopped(props) ?? (failure ? <NotSubmitted {...{ state, failure, onRetry, onDismiss }} /> : null);
}

/** For the states of saving in which it stands still. */
function stopped({ state, session, opened, slug, viewer }: SaveNoticeProps) {
  if (!state || !session || !('problem' in state.save)) return null;
  const { kind, problem, edits } = state.save;
  const kept = keptText(edits, state.save.kept);
  const notice = { tone: 'warn' as const, happened: problem.message, kept, code: problem.code };
  switch (kind) {
    case 'closed':
      return <ClosedNotice {...{ problem, kept, opened, slug, viewer }} />;
    case 'stale':
      return <ProblemNotice {...notice} todo={<Choices session={session} />} />;
    case 'lost':
      return <ProblemNotice {...notice} todo={<Do text="Work here" act={() => takeOver(session)} />} />;
    case 'refused':
      return (
        <ProblemNotice
          {...notice}
          tone="danger"
          todo={<Do text="Try again" act={() => session.resume()} />}
        />
      );
  }
}

async function takeOver(session: EditingSession): Promise<void> {
  const found = await session.decisions.takeOver();
  if (found === 'theirs') toast('The other window saved since: this is its version.');
}

interface NotSubmittedProps {
  state: SessionState;
  failure: unknown;
  onRetry: () => void;
  onDismiss: () => void;
}

function NotSubmitted({ state, failure, onRetry, onDismiss }: NotSubmittedProps) {
  const told = tell(failure);
  const kept = 'edits' in state.save ? keptText(state.save.edits, state.save.kept) : 'Every edit is saved.';
  return (
    <ProblemNotice
      tone={failure instanceof Unreachable ? 'warn' : 'danger'}
      happened={`The case is not submitted. ${told.happened}`}
      kept={kept}
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

/** Compare | Open theirs | Keep mine. */
function Choices({ session: { decisions } }: { session: EditingSession }) {
  return (
    <>
      <Do text="Compare" act={() => decisions.compare()} />
      <Do text="Open theirs" act={() => decisions.chooseAll('theirs')} />
      <Do text="Put mine on top" act={() => decisions.chooseAll('mine')} />
    </>
  );
}
