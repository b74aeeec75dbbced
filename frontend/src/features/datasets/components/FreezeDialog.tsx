import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useOverview } from '@/api/overview';
import type { ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { ConfirmDialog, Failed, Field, toast } from '@/ui';
import { type SnapshotRow, useFreeze } from '../api';

interface Props {
  project: ProjectDetail;
  onClose: () => void;
  onFrozen: (snapshot: SnapshotRow) => void;
}

/** Names a snapshot and freezes it. */
export function FreezeDialog({ project, onClose, onFrozen }: Props) {
  const [name, setName] = useState('');
  const freezing = useFreeze(project.slug);
  const overview = useOverview(project.slug);
  const approved = overview.data?.loop.approved;
  const freeze = () =>
    freezing.mutate(name.trim(), {
      onSuccess: (made) => {
        toast(`S-${made.number} holds ${counted(made.case_count, 'case')}.`);
        onFrozen(made);
        onClose();
      },
    });
  return (
    <ConfirmDialog
      opened
      title="Freeze a snapshot?"
      confirm="Freeze the snapshot"
      busy={freezing.isPending}
      onConfirm={freeze}
      onClose={onClose}
    >
      <p style={{ marginBottom: 'var(--s-4)' }}>
        {approved === undefined ? 'The approved masks' : `The masks of ${counted(approved, 'approved case')}`}{' '}
        as they are now, with a hash of each. It never changes; later approvals go into the next one.
      </p>
      <Field name="Name, if any">
        <TextInput value={name} maxLength={120} onChange={(event) => setName(event.currentTarget.value)} />
      </Field>
      {freezing.error && <Failed error={freezing.error} kept="Nothing was frozen." />}
    </ConfirmDialog>
  );
}
