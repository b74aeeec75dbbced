import { tell } from '@/api/problem';
import { ago } from '@/lib/format';
import { ProblemNotice, QuietButton, QuietLink } from '@/ui';
import { Do } from '../components/notices/Do';
import styles from '../components/notices/notices.module.css';
import { SignInAgain } from '../components/notices/SignInAgain';
import type { Kept } from '../saving/states';
import type { ClassifySession, ClassifyState } from './ClassifySession';

interface Props {
  session: ClassifySession;
  slug: string;
  state: ClassifyState;
  /** Why comparing or handing in failed. */
  failure: unknown;
  onDismiss: () => void;
}

/** What became of the answers that the server does not have. */
function keptText(edits: number, kept: Kept): string {
  if (edits === 0) return 'Every answer is saved.';
  return kept === 'yes'
    ? 'Your last answers are kept in this browser.'
    : 'Your last answers could not be kept in this browser: keep this tab open.';
}

/** What needs a decision before one can go on. Over the image, never a dialog: one can look while deciding. */
export function ClassifyNotice(props: Props) {
  const notice = noticeOf(props);
  return notice && <div className={styles.notice}>{notice}</div>;
}

function noticeOf({ session, slug, state, failure, onDismiss }: Props) {
  const { save, older, missing } = state;
  if (older) {
    const when = ago((Date.now() - older.keptAt) / 1000);
    return (
      <ProblemNotice
        tone="warn"
        happened={`This browser kept answers ${when}, and the case was saved from elsewhere since.`}
        kept="Both are kept until you choose."
        todo={<Choices session={session} />}
      />
    );
  }
  if (save.kind === 'signed-out') {
    return <SignInAgain session={session} kept={keptText(save.edits, save.kept)} />;
  }
  if ('problem' in save) {
    const told = {
      tone: 'warn' as const,
      happened: save.problem.message,
      kept: keptText(save.edits, save.kept),
      code: save.problem.code,
    };
    switch (save.kind) {
      case 'stale':
        return <ProblemNotice {...told} todo={<Choices session={session} />} />;
      case 'lost':
        return <ProblemNotice {...told} todo={<Do text="Work here" act={() => session.takeOver()} />} />;
      case 'closed':
        return (
          <ProblemNotice {...told} todo={<QuietLink to={`/projects/${slug}/work`}>Back to Work</QuietLink>} />
        );
      default:
        return <ProblemNotice {...told} todo={<Do text="Try again" act={() => session.resume()} />} />;
    }
  }
  if (failure) return <Failed error={failure} onDismiss={onDismiss} />;
  return missing.length > 0 ? <Missing session={session} count={missing.length} /> : null;
}

function Missing({ session, count }: { session: ClassifySession; count: number }) {
  const names = session.store.asked
    .filter(({ key }) => session.state.get().missing.includes(key))
    .map(({ name }) => name);
  return (
    <ProblemNotice
      tone="warn"
      happened={`${count} ${count === 1 ? 'finding has' : 'findings have'} no answer: ${names.join(', ')}.`}
      kept="Nothing was handed in; every answer is saved."
      todo="Answer, or say that all others are absent (O)."
    />
  );
}

function Failed({ error, onDismiss }: { error: unknown; onDismiss: () => void }) {
  const told = tell(error);
  return (
    <ProblemNotice
      happened={told.happened}
      kept="Your answers are kept; the case is not submitted."
      code={told.code}
      todo={
        <>
          <span>{told.todo}</span>
          <QuietButton onClick={onDismiss}>Close</QuietButton>
        </>
      }
    />
  );
}

function Choices({ session }: { session: ClassifySession }) {
  return (
    <>
      <Do text="Open theirs" act={() => session.openTheirs()} />
      <Do text="Save mine as newer" act={() => session.keepMine()} />
    </>
  );
}
