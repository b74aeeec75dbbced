import { IconArrowBackUp, IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import { counted } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Badge, PrimaryButton, QuietButton, TopBar } from '@/ui';
import type { Remark, Revision } from '../api';
import styles from '../Review.module.css';

interface Props {
  revision: Revision | undefined;
  back: string;
  decided: boolean;
  remarks: Remark[];
  busy: boolean;
  onApprove: () => void;
  onReturn: () => void;
}

/** What is being signed, and the two ways on. With comments written, returning is what one came for. */
export function ReviewBar({ revision, back, decided, remarks, busy, onApprove, onReturn }: Props) {
  return (
    <TopBar
      start={
        <>
          <Link to={back} className={styles.back} aria-label="Back to the queue">
            <IconArrowLeft size={18} stroke={1.75} aria-hidden />
          </Link>
          {revision && <What revision={revision} />}
        </>
      }
      end={
        revision && (
          <>
            {revision.own && <Badge>your own work: another reviewer signs it</Badge>}
            {!revision.own && decided && <Badge>decided</Badge>}
            {!revision.own && !decided && (
              <Decide remarks={remarks} busy={busy} onApprove={onApprove} onReturn={onReturn} />
            )}
          </>
        )
      }
    />
  );
}

function What({ revision }: { revision: Revision }) {
  return (
    <>
      <span className={styles.name}>{revision.case_detail.name}</span>
      <span className="small t2 ellipsis">
        r{revision.number} by {revision.author.name}, {when(revision.created_at)}
      </span>
    </>
  );
}

type DecideProps = Pick<Props, 'remarks' | 'busy' | 'onApprove' | 'onReturn'>;

function Decide({ remarks, busy, onApprove, onReturn }: DecideProps) {
  const back = <IconArrowBackUp size={18} stroke={1.75} aria-hidden />;
  if (remarks.length > 0) {
    return (
      <PrimaryButton keys="Ctrl Enter" leftSection={back} busy={busy} onClick={onReturn}>
        Return with {counted(remarks.length, 'comment')}
      </PrimaryButton>
    );
  }
  return (
    <>
      <QuietButton leftSection={back} disabled={busy} onClick={onReturn}>
        Return
      </QuietButton>
      <PrimaryButton
        keys="Ctrl Enter"
        leftSection={<IconCheck size={18} stroke={1.75} aria-hidden />}
        busy={busy}
        onClick={onApprove}
      >
        Approve
      </PrimaryButton>
    </>
  );
}
