import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog, Failed, Field } from '@/ui';

interface Props {
  name: string;
  author: string;
  busy: boolean;
  error: unknown;
  onReturn: (note: string) => void;
  onClose: () => void;
}

/** Returning without a pinned comment needs words of its own. */
export function ReturnDialog({ name, author, busy, error, onReturn, onClose }: Props) {
  const [note, setNote] = useState('');
  return (
    <ConfirmDialog
      opened
      title={`Return ${name} to ${author}?`}
      confirm={`Return ${name}`}
      busy={busy}
      disabled={!note.trim()}
      onConfirm={() => onReturn(note.trim())}
      onClose={onClose}
    >
      <Field name="What has to be changed; pin it to a slice in the panel where you can">
        <Textarea
          autosize
          minRows={3}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Field>
      {Boolean(error) && <Failed error={error} kept="Nothing was returned; your words stay here." />}
    </ConfirmDialog>
  );
}
