import { Modal, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Failed, Field, PrimaryButton, QuietButton, Segmented, toast } from '@/ui';
import styles from '../Admin.module.css';
import { type Pacs, type PacsAuth, useChangePacs, useRegisterPacs } from '../archive/api';

interface Props {
  slug: string;
  /** The one to change; null registers a new one. */
  pacs: Pacs | null;
  onClose: () => void;
}

interface Values {
  name: string;
  url: string;
  auth: PacsAuth;
  username: string;
  secret: string;
}

const AUTHS: { value: PacsAuth; label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'Password' },
  { value: 'bearer', label: 'Token' },
];

/** An empty secret is not sent: the one that is kept stays. */
const bodyOf = ({ secret, ...rest }: Values) => (secret ? { ...rest, secret } : rest);

/** Name, address and how to sign in there. */
export function PacsForm({ slug, pacs, onClose }: Props) {
  const [values, setValues] = useState<Values>({
    name: pacs?.name ?? '',
    url: pacs?.url ?? '',
    auth: pacs?.auth ?? 'none',
    username: pacs?.username ?? '',
    secret: '',
  });
  const registering = useRegisterPacs(slug);
  const changing = useChangePacs(slug);
  const error = registering.error ?? changing.error;
  const save = (event: FormEvent) => {
    event.preventDefault();
    const said = (words: string) => ({
      onSuccess: () => {
        toast(words);
        onClose();
      },
    });
    if (pacs) changing.mutate({ id: pacs.id, body: bodyOf(values) }, said(`${values.name} is changed.`));
    else
      registering.mutate(
        bodyOf(values),
        said(`${values.name} is registered. Check that it answers, then link it.`),
      );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={pacs ? `Change ${pacs.name}` : 'Register a PACS'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={save} className={styles.policy}>
        <Address values={values} kept={pacs?.has_secret ?? false} onChange={setValues} />
        {error && <Failed error={error} kept={pacs ? 'It stays as it was.' : 'Nothing was registered.'} />}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <QuietButton onClick={onClose}>Cancel</QuietButton>
          <PrimaryButton
            type="submit"
            disabled={!values.name.trim() || !values.url.trim()}
            busy={registering.isPending || changing.isPending}
          >
            {pacs ? 'Save the changes' : 'Register the PACS'}
          </PrimaryButton>
        </div>
      </form>
    </Modal>
  );
}

interface AddressProps {
  values: Values;
  /** A secret is kept already. */
  kept: boolean;
  onChange: (values: Values) => void;
}

/** The secret goes in and is never shown again. */
function Address({ values, kept, onChange }: AddressProps) {
  const text = (key: 'name' | 'url' | 'username', name: string, placeholder?: string) => (
    <Field name={name}>
      <TextInput
        value={values[key]}
        placeholder={placeholder}
        data-autofocus={key === 'name' || undefined}
        onChange={(event) => onChange({ ...values, [key]: event.currentTarget.value })}
      />
    </Field>
  );
  return (
    <>
      {text('name', 'Name')}
      {text('url', 'DICOMweb address', 'https://pacs.example.org/dicom-web')}
      <div>
        <div className="small t2" style={{ marginBottom: 'var(--s-1)' }}>
          Signs in with
        </div>
        <Segmented
          label="Signs in with"
          value={values.auth}
          onChange={(auth) => onChange({ ...values, auth })}
          options={AUTHS}
        />
      </div>
      {values.auth === 'basic' && text('username', 'User name')}
      {values.auth !== 'none' && (
        <Field name={values.auth === 'basic' ? 'Password' : 'Token'}>
          <PasswordInput
            value={values.secret}
            autoComplete="new-password"
            placeholder={kept ? 'kept as it is' : undefined}
            onChange={(event) => onChange({ ...values, secret: event.currentTarget.value })}
          />
        </Field>
      )}
      <p className="small t2">
        The secret is kept encrypted and goes to this address only; redirects are not followed. With another
        host it has to be entered again.
      </p>
    </>
  );
}
