import { Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { tell } from '@/api/problem';
import { PrimaryButton, ProblemNotice, QuietButton, toast } from '@/ui';
import { flagAssignment, skipAssignment } from '../api';

interface Frame {
  opened: boolean;
  title: string;
  label: string;
  start: string;
  /** The verb and its object; with an empty text too where `mayBeEmpty`. */
  confirm: string;
  mayBeEmpty?: boolean;
  send: (text: string) => Promise<void>;
  onClose: () => void;
}

function ReasonDialog(props: Frame) {
  const [text, setText] = useState(props.start);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !(props.mayBeEmpty || text.trim())) return;
    setBusy(true);
    setError(null);
    try {
      await props.send(text.trim());
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const told = error ? tell(error) : null;
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={send}>
        <Textarea
          data-autofocus
          label={props.label}
          maxLength={200}
          minRows={2}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        {told && <ProblemNotice happened={told.happened} todo={told.todo} code={told.code} />}
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 'var(--s-4)' }}>
          <QuietButton onClick={props.onClose}>Cancel</QuietButton>
          <PrimaryButton type="submit" busy={busy} disabled={!props.mayBeEmpty && !text.trim()}>
            {props.confirm}
          </PrimaryButton>
        </div>
      </form>
    </Modal>
  );
}

interface SkipProps {
  opened: boolean;
  assignment: number;
  onClose: () => void;
  onDone: () => void;
}

export function SkipDialog({ opened, assignment, onClose, onDone }: SkipProps) {
  return (
    <ReasonDialog
      opened={opened}
      title="Skip this case"
      label="Why; the lead reads it"
      start=""
      confirm="Skip case"
      onClose={onClose}
      send={async (reason) => {
        await skipAssignment(assignment, reason);
        onDone();
      }}
    />
  );
}

interface FlagProps {
  opened: boolean;
  assignment: number;
  note: string;
  onClose: () => void;
}

export function FlagDialog({ opened, assignment, note, onClose }: FlagProps) {
  return (
    <ReasonDialog
      opened={opened}
      title="Flag this case"
      label="What the lead should look at; empty takes the flag away"
      start={note}
      confirm="Flag case"
      mayBeEmpty
      onClose={onClose}
      send={async (text) => {
        await flagAssignment(assignment, text);
        toast(text ? 'Flagged for the lead.' : 'Flag taken away.');
        onClose();
      }}
    />
  );
}
