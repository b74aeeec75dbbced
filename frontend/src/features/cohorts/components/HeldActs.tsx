import { Autocomplete } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type FormEvent, type RefObject, useState } from 'react';
import { counted } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Card, DangerButton, Failed, Field, PrimaryButton } from '@/ui';
import styles from '../Cohorts.module.css';
import { type HeldQueue, nameOf } from '../held/useHeldQueue';

/** What is found most; any other words may be typed. They are kept in the audit trail. */
const REASONS = [
  'A name is burned in',
  'A date or number is burned in',
  'A face can be recognised',
  'Not a scan',
];

interface Props {
  queue: HeldQueue;
  reason: RefObject<HTMLInputElement | null>;
}

/** Why it waits, and the two ways on. */
export function HeldActs({ queue, reason }: Props) {
  const { held } = queue;
  const images = counted(held.instances, 'image');
  return (
    <Card title={nameOf(held)} note={held.modality}>
      <h3>Why it waits</h3>
      <ul className={styles.reasons}>
        {held.reasons.map((one) => (
          <li key={one.code}>{one.text}</li>
        ))}
      </ul>
      <p className="small t2">
        {images}, came {when(held.created_at)}. Its headers are de-identified already.
      </p>
      <span className="grow" />
      <div className={styles.end}>
        {held.instances > 1 && (
          <p className="small t2">
            You have looked at <b className="num">{queue.seen}</b> of {images}; the decision is about all of
            them.
          </p>
        )}
        <PrimaryButton
          keys="R"
          fullWidth
          busy={queue.busy}
          onClick={queue.release}
          leftSection={<IconCheck size={18} stroke={1.75} aria-hidden />}
        >
          Release {images}
        </PrimaryButton>
        <Reject images={images} reason={reason} busy={queue.busy} onReject={queue.reject} />
        {queue.error && <Failed error={queue.error} kept="The scan still waits; nobody sees it." />}
      </div>
    </Card>
  );
}

interface RejectProps {
  images: string;
  reason: RefObject<HTMLInputElement | null>;
  busy: boolean;
  onReject: (reason: string) => void;
}

function Reject({ images, reason, busy, onReject }: RejectProps) {
  const [words, setWords] = useState('');
  const reject = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() && !busy) onReject(words.trim());
  };
  return (
    <form onSubmit={reject} className={styles.reject}>
      <Field name="Reason to reject it; write no names">
        <Autocomplete
          ref={reason}
          value={words}
          onChange={setWords}
          data={REASONS}
          maxLength={200}
          rightSection={<kbd>X</kbd>}
          comboboxProps={{ shadow: 'none', position: 'top' }}
        />
      </Field>
      <DangerButton type="submit" fullWidth disabled={!words.trim() || busy}>
        Reject and delete {images}
      </DangerButton>
    </form>
  );
}
