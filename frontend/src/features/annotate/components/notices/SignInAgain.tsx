import { PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { tell } from '@/api/problem';
import { sharedKeys, signIn, useSession } from '@/api/shared';
import { ProblemNotice, QuietButton } from '@/ui';
import styles from './notices.module.css';

/** Nobody is signed in any more: the same person signs in here, and saving goes on where it stopped. */
export function SignInAgain({ session, kept }: { session: { resume(): Promise<void> }; kept: string }) {
  const queries = useQueryClient();
  const person = useSession().data?.person;
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const goOn = async (enter: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await enter();
      await session.resume();
      void queries.invalidateQueries({ queryKey: sharedKeys.session });
    } catch (error) {
      setProblem(tell(error).happened);
    } finally {
      setBusy(false);
      setPassword('');
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (person && password) void goOn(() => signIn(person.username, password));
  };
  return (
    <ProblemNotice
      tone="warn"
      happened="You are signed out: the session ended, or you signed out in another tab."
      kept={kept}
      todo={
        <form className={styles.signIn} onSubmit={submit} aria-label="Sign in again">
          <input
            type="hidden"
            name="username"
            autoComplete="username"
            value={person?.username ?? ''}
            readOnly
          />
          <PasswordInput
            aria-label={`Password of ${person?.username ?? 'yours'}`}
            placeholder={`Password of ${person?.username ?? 'yours'}`}
            autoComplete="current-password"
            data-autofocus
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <QuietButton type="submit" disabled={busy || !password}>
            Sign in
          </QuietButton>
          <QuietButton disabled={busy} onClick={() => void goOn(() => Promise.resolve())}>
            I signed in elsewhere
          </QuietButton>
          {problem && <span role="alert">{problem}</span>}
        </form>
      }
    />
  );
}
