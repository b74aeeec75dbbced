import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useOverview } from '@/api/overview';
import { count } from '@/lib/numbers';
import { ConfirmDialog, Failed, Field, PrimaryButton, QuietButton, toast } from '@/ui';
import { type ModelRow, usePromote } from '../api';
import { needsReason } from '../history';

interface Props {
  slug: string;
  model: ModelRow;
  primary: boolean;
}

/** Makes a version live, after saying what that does. One that did not pass the gate needs a reason. */
export function PromoteButton({ slug, model, primary }: Props) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const promoting = usePromote(slug);
  const overview = useOverview(slug);
  const needed = needsReason(model);
  const name = `Promote v${model.number}`;
  const Open = primary ? PrimaryButton : QuietButton;
  const promote = () =>
    promoting.mutate(
      { id: model.id, reason: reason.trim() },
      {
        onSuccess: () => {
          setAsking(false);
          toast(`v${model.number} is live.`);
        },
      },
    );
  return (
    <>
      <Open onClick={() => setAsking(true)}>{name}</Open>
      <ConfirmDialog
        opened={asking}
        title={`${name}?`}
        confirm={name}
        busy={promoting.isPending}
        disabled={needed && !reason.trim()}
        onConfirm={promote}
        onClose={() => setAsking(false)}
      >
        <p style={{ marginBottom: 'var(--s-4)' }}>
          {overview.data &&
            `The drafts of ${count(overview.data.loop.pool)} cases in the pool are made again. `}
          Cases that readers have open keep their draft. The pool is scored again and a new round is picked.
        </p>
        <Field
          name={needed ? 'It did not pass the gate: the reason to promote it all the same' : 'Reason, if any'}
        >
          <Textarea
            autosize
            minRows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Field>
        {promoting.error && <Failed error={promoting.error} kept="The live model stays." />}
      </ConfirmDialog>
    </>
  );
}
