import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { PrimaryButton } from './PrimaryButton';
import { DangerButton, QuietButton } from './QuietButton';

interface Props {
  opened: boolean;
  title: string;
  /** What happens, with numbers. */
  children: ReactNode;
  /** Repeats the verb and its object: "Promote v8". */
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Only for what others notice. The focus is on Cancel. */
export function ConfirmDialog(props: Props) {
  const Act = props.danger ? DangerButton : PrimaryButton;
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="t2">{props.children}</div>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 'var(--s-5)' }}>
        <QuietButton data-autofocus onClick={props.onClose}>
          Cancel
        </QuietButton>
        <Act disabled={props.busy || props.disabled} onClick={props.onConfirm}>
          {props.confirm}
        </Act>
      </div>
    </Modal>
  );
}
