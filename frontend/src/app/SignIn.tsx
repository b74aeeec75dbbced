import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Problem } from '@/api/problem';
import { signIn } from '@/api/shared';
import { Card, Failed, Field, Mark, PrimaryButton, ProblemNotice } from '@/ui';
import styles from './SignIn.module.css';

/** One card, two fields, one button. After it the page that was asked for opens. */
export function SignIn() {
  const queries = useQueryClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const entering = useMutation({
    mutationFn: () => signIn(username, password),
    onSuccess: () => queries.resetQueries(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <main className={styles.page} aria-label="Sign in">
      <Card className={styles.card}>
        <h1 className="row">
          <Mark /> Sign in to Gyre
        </h1>
        <form onSubmit={submit} className={styles.form}>
          <Field name="User name">
            <TextInput
              name="username"
              autoComplete="username"
              autoFocus
              required
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
          </Field>
          <Field name="Password">
            <TextInput
              type="password"
              name="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </Field>
          {entering.error && <Refused error={entering.error} />}
          <PrimaryButton type="submit" busy={entering.isPending} keys="Enter">
            Sign in
          </PrimaryButton>
        </form>
      </Card>
    </main>
  );
}

function Refused({ error }: { error: unknown }) {
  if (!(error instanceof Problem) || error.status >= 500) return <Failed error={error} />;
  return <ProblemNotice happened={error.message} todo="Check both, or ask the admin for a new password." />;
}
