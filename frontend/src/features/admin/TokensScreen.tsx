import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { dayOf, when } from '@/lib/when';
import {
  Card,
  ConfirmDialog,
  EmptyState,
  Failed,
  Field,
  Loaded,
  Page,
  PageHead,
  PrimaryButton,
  QuietButton,
} from '@/ui';
import styles from './Admin.module.css';
import { type NewToken, type Token, useCreateToken, useRevokeToken, useTokens } from './api';

/** A person's own API tokens. */
export function TokensScreen() {
  const tokens = useTokens();
  const [made, setMade] = useState<NewToken | null>(null);
  return (
    <Page label="API tokens">
      <PageHead title="My API tokens" note="For scripts and DICOMweb clients: Authorization: Bearer ..." />
      <Card title="Tokens" note="each may do what you may do">
        {made && <Made token={made} onClose={() => setMade(null)} />}
        <Loaded query={tokens} label="Loading your tokens">
          {(list) =>
            list.length ? (
              <TokenTable list={list} />
            ) : (
              <EmptyState sentence="A token that you make will be here." />
            )
          }
        </Loaded>
        <MakeToken onMade={setMade} />
      </Card>
    </Page>
  );
}

function Made({ token, onClose }: { token: NewToken; onClose: () => void }) {
  return (
    <div role="status" style={{ marginBottom: 'var(--s-4)' }}>
      <b>This is the only time that {token.name} is shown.</b>
      <code className={styles.secret}>{token.secret}</code>
      <div className="row">
        <QuietButton onClick={() => void navigator.clipboard?.writeText(token.secret)}>
          Copy the token
        </QuietButton>
        <QuietButton onClick={onClose}>I have kept it</QuietButton>
      </div>
    </div>
  );
}

function TokenTable({ list }: { list: Token[] }) {
  return (
    <table className="gyre-table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Begins with</th>
          <th scope="col">Made</th>
          <th scope="col">Last used</th>
          <th scope="col">Ends</th>
          <th scope="col" />
        </tr>
      </thead>
      <tbody>
        {list.map((token) => (
          <tr key={token.id}>
            <td>{token.name}</td>
            <td className="t2">{token.prefix}</td>
            <td className="t2">{when(token.created_at)}</td>
            <td className="t2">{token.last_used_at ? when(token.last_used_at) : 'never'}</td>
            <td className="t2">{token.expires_at ? dayOf(token.expires_at) : 'never'}</td>
            <td className="number">
              <Revoke token={token} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Revoke({ token }: { token: Token }) {
  const [asking, setAsking] = useState(false);
  const revoking = useRevokeToken();
  return (
    <>
      <QuietButton onClick={() => setAsking(true)}>Revoke</QuietButton>
      <ConfirmDialog
        opened={asking}
        title={`Revoke ${token.name}?`}
        confirm={`Revoke ${token.name}`}
        danger
        busy={revoking.isPending}
        onConfirm={() => revoking.mutate(token.id, { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        <p>Whatever uses it is refused from now on.</p>
        {revoking.error && <Failed error={revoking.error} kept="The token still works." />}
      </ConfirmDialog>
    </>
  );
}

function MakeToken({ onMade }: { onMade: (token: NewToken) => void }) {
  const [name, setName] = useState('');
  const making = useCreateToken();
  const make = (event: FormEvent) => {
    event.preventDefault();
    making.mutate(name.trim(), {
      onSuccess: (token) => {
        onMade(token);
        setName('');
      },
    });
  };
  return (
    <>
      <form className={styles.form} style={{ gridTemplateColumns: '320px auto 1fr' }} onSubmit={make}>
        <Field name="What it is for">
          <TextInput value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} />
        </Field>
        <PrimaryButton type="submit" disabled={!name.trim()} busy={making.isPending}>
          Make a token
        </PrimaryButton>
      </form>
      {making.error && <Failed error={making.error} kept="No token was made." />}
    </>
  );
}
