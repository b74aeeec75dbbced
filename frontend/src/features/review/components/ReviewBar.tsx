import { IconArrowBackUp, IconArrowLeft, IconCheck, IconPencil } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Commands } from '@/lib/commands';
import { counted } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Badge, GhostButton, PrimaryButton, QuietButton, TopBar } from '@/ui';
import type { Remark, Revision } from '../api';
import styles from '../Review.module.css';
import type { useWayBack } from '../useWayBack';

interface Props {
  revision: Revision;
  way: ReturnType<typeof useWayBack>;
  decided: boolean;
  remarks: Remark[];
  busy: boolean;
  commands: Commands;
  onReturn: () => void;
}

/** What is being signed, and the ways on. With comments written, returning is what one came for. */
export function ReviewBar(props: Props) {
  const { revision, way, decided } = props;
  return (
    <TopBar
      start={
        <>
          <Link to={way.to} className={styles.back} aria-label={way.name}>
            <IconArrowLeft size={18} stroke={1.75} aria-hidden />
          </Link>
          <span className={styles.name}>{revision.case_detail.name}</span>
          <span className="small t2 ellipsis">{described(revision)}</span>
        </>
      }
      end={
        <>
          {decided ? (
            <Badge>decided</Badge>
          ) : (
            !revision.may_sign && <Badge>{way.reviews ? whyNot(revision) : 'waits for a reviewer'}</Badge>
          )}
          {!decided && <Decide {...props} />}
        </>
      }
    />
  );
}

function described({
  number,
  author,
  origin,
  made_from: sources,
  own_voxels: own,
  created_at: at,
}: Revision) {
  const by = `r${number} by ${author.name}, ${when(at)}`;
  const from = sources.map((one) => `r${one.number} by ${one.author}`).join(' and ');
  if (origin === 'adjudicated') return `${by}; merged from ${from}, ${counted(own ?? 0, 'voxel')} of its own`;
  if (origin === 'reviewer' && from) return `${by}; corrects ${from}, ${counted(own ?? 0, 'voxel')}`;
  return by;
}

const whyNot = ({ own }: Revision) =>
  own ? 'your own work: another reviewer signs it' : 'you read this case: another reviewer decides';

function Decide({ revision, remarks, busy, commands, onReturn }: Props) {
  const back = <IconArrowBackUp size={18} stroke={1.75} aria-hidden />;
  const decide = () => commands.run('review.decide');
  const read = revision.origin === 'reader';
  if (!revision.may_sign) return null;
  return (
    <>
      <GhostButton
        leftSection={<IconPencil size={18} stroke={1.75} aria-hidden />}
        disabled={busy}
        onClick={() => commands.run('review.correct')}
      >
        Correct it myself&nbsp;<kbd>{commands.keyFor('review.correct')}</kbd>
      </GhostButton>
      {read && remarks.length === 0 && (
        <QuietButton leftSection={back} disabled={busy} onClick={onReturn}>
          Return
        </QuietButton>
      )}
      {read && remarks.length > 0 ? (
        <PrimaryButton
          keys={commands.keyFor('review.decide')}
          leftSection={back}
          busy={busy}
          onClick={decide}
        >
          Return with {counted(remarks.length, 'comment')}
        </PrimaryButton>
      ) : (
        <PrimaryButton
          keys={commands.keyFor('review.decide')}
          leftSection={<IconCheck size={18} stroke={1.75} aria-hidden />}
          busy={busy}
          onClick={decide}
        >
          Approve
        </PrimaryButton>
      )}
    </>
  );
}
