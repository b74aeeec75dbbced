import { counted } from '@/lib/numbers';
import { ConfirmDialog, Failed } from '@/ui';
import type { Remark } from '../api';
import { ReturnDialog } from './ReturnDialog';

interface Props {
  name: string;
  author: string;
  remarks: Remark[];
  busy: boolean;
  error: unknown;
  onReturn: (note: string) => void;
  onClose: () => void;
}

/** Giving one of two reads back: with the comments that are pinned, or else with words. */
export function ReturnRead({ remarks, ...props }: Props) {
  const { name, author, busy, error, onReturn, onClose } = props;
  if (remarks.length === 0) return <ReturnDialog {...props} />;
  return (
    <ConfirmDialog
      opened
      title={`Return ${name} to ${author}?`}
      confirm={`Return with ${counted(remarks.length, 'comment')}`}
      busy={busy}
      onConfirm={() => onReturn('')}
      onClose={onClose}
    >
      <p className="t2">The other mask stays as it is until this one comes back.</p>
      {Boolean(error) && <Failed error={error} kept="Nothing was returned; your comments stay here." />}
    </ConfirmDialog>
  );
}
