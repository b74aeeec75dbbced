import { useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useCommands } from '@/lib/commands';
import { KeySheet, Loaded } from '@/ui';
import { VolumePanes } from '@/viewer';
import { type Remark, type Revision, useApprove, useCorrect, useReturn, useRevision } from './api';
import { maskCommands, reviewGroups } from './commands';
import { CommentPanel } from './components/CommentPanel';
import { MaskPanel } from './components/MaskPanel';
import { Refused } from './components/Refused';
import { ReturnDialog } from './components/ReturnDialog';
import { ReviewBar } from './components/ReviewBar';
import { StatusBar } from './components/StatusBar';
import { useSight } from './components/useSight';
import { FindingsReview } from './findings/FindingsReview';
import styles from './Review.module.css';
import { useOnward } from './useOnward';
import { useWayBack } from './useWayBack';

/** "Do I sign this?" The case read-only: submission, pre-label, difference; approve, return, or correct it oneself. */
export function ReviewCaseScreen() {
  const { slug = '', revision: id = '' } = useParams();
  const revision = useRevision(slug, Number(id));
  if (revision.data?.case_detail.task === 'classification') {
    return <FindingsReview key={revision.data.id} slug={slug} revision={revision.data} />;
  }
  if (revision.data) return <Opened key={revision.data.id} slug={slug} revision={revision.data} />;
  return (
    <main style={{ padding: 'var(--s-5)' }}>
      <Loaded query={revision} label="Opening the mask">
        {() => null}
      </Loaded>
    </main>
  );
}

function useDecision(slug: string, revision: Revision) {
  const approving = useApprove(slug);
  const returning = useReturn(slug);
  const correcting = useCorrect();
  const navigate = useNavigate();
  const onward = useOnward(slug, revision.case_detail.id);
  const name = revision.case_detail.name;
  return {
    busy: approving.isPending || returning.isPending || correcting.isPending,
    error: approving.error ?? returning.error ?? correcting.error,
    approve: () => approving.mutate(revision.id, { onSuccess: () => onward(`${name} is approved.`) }),
    giveBack: (note: string, comments: Remark[]) =>
      returning.mutate(
        { id: revision.id, note, comments },
        { onSuccess: () => onward(`${name} went back to ${revision.author.name}.`) },
      ),
    correct: () =>
      correcting.mutate(revision.id, {
        onSuccess: (opened) => navigate(`/projects/${slug}/desk/${opened.id}`),
      }),
  };
}

function Opened({ slug, revision }: { slug: string; revision: Revision }) {
  const sight = useSight(revision);
  const [remarks, setRemarks] = useState<Remark[]>([]);
  const [asking, setAsking] = useState(false);
  const [keys, setKeys] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const decision = useDecision(slug, revision);
  const way = useWayBack(slug);
  const decided = revision.case_detail.state !== 'submitted' || revision.reviews.some((one) => one.in_force);
  const mine = !decided && !decision.busy;
  const giveBack = () => (remarks.length ? decision.giveBack('', remarks) : setAsking(true));
  const { viewer, images } = sight;
  const commands = useCommands(
    maskCommands,
    {
      viewer,
      modality: revision.case_detail.modality,
      walk: sight.walk,
      setMode: (mode) => (mode === 'submission' || sight.masks?.prelabel) && sight.setMode(mode),
      comment: () => field.current?.focus(),
      help: () => setKeys(true),
      correct: () => mine && decision.correct(),
      decide: () => mine && revision.may_sign && (remarks.length ? giveBack() : decision.approve()),
    },
    !asking && !keys,
  );
  return (
    <div className={styles.screen}>
      <ReviewBar
        {...{ revision, way, decided, remarks, commands }}
        busy={decision.busy}
        onReturn={giveBack}
      />
      <main className={styles.planes}>
        <VolumePanes
          {...images}
          editable={false}
          doubt={sight.bars}
          pinned={remarks.flatMap((one) => (one.z === null ? [] : [one.z]))}
          onViewer={sight.setViewer}
        />
      </main>
      <aside className={styles.panel} aria-label="Review">
        <Refused error={decision.error ?? sight.error} />
        <MaskPanel {...{ revision, sight, commands }} />
        <CommentPanel
          {...{ slug, remarks, field, viewer }}
          caseId={revision.case_detail.id}
          onRemarks={setRemarks}
          readOnly={decided || !revision.may_sign}
        />
      </aside>
      <StatusBar {...{ viewer, commands }} modality={revision.case_detail.modality} />
      <KeySheet opened={keys} onClose={() => setKeys(false)} commands={maskCommands} groups={reviewGroups} />
      {asking && (
        <ReturnDialog
          name={revision.case_detail.name}
          author={revision.author.name}
          busy={decision.busy}
          error={decision.error}
          onReturn={(note) => decision.giveBack(note, [])}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
