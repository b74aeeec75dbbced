import { useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useCommands } from '@/lib/commands';
import { KeySheet, Loaded } from '@/ui';
import { Scrubber } from '@/viewer';
import {
  type Begin,
  type Read,
  type Reads,
  type Remark,
  useApprove,
  useMerge,
  useReads,
  useReturn,
} from './api';
import { readsCommands, reviewGroups } from './commands';
import { AdjudicateBar } from './components/AdjudicateBar';
import { AgreementPanel } from './components/AgreementPanel';
import { CommentPanel } from './components/CommentPanel';
import { ReaderPanes } from './components/ReaderPanes';
import { Refused } from './components/Refused';
import { ReturnRead } from './components/ReturnRead';
import { StatusBar } from './components/StatusBar';
import { usePair } from './components/usePair';
import styles from './Review.module.css';
import { useOnward } from './useOnward';

/** "Which of the two?" Two readers side by side, where they differ, and the ways to one mask. */
export function AdjudicateScreen() {
  const { slug = '', case: id = '' } = useParams();
  const reads = useReads(slug, Number(id));
  const [one, other] = reads.data?.reads ?? [];
  if (reads.data && one && other) {
    return <Opened key={`${one.id} ${other.id}`} slug={slug} reads={reads.data} pair={[one, other]} />;
  }
  return (
    <main style={{ padding: 'var(--s-5)' }}>
      <Loaded query={reads} label="Opening both masks">
        {() => 'This case has no two masks that wait for a decision.'}
      </Loaded>
    </main>
  );
}

function useDecisions(slug: string, reads: Reads, pair: readonly [Read, Read]) {
  const { id, name } = reads.case_detail;
  const approving = useApprove(slug);
  const returning = useReturn(slug);
  const merging = useMerge(id);
  const navigate = useNavigate();
  const onward = useOnward(slug, id);
  return {
    busy: approving.isPending || returning.isPending || merging.isPending,
    error: approving.error ?? returning.error ?? merging.error,
    take: (read: 0 | 1) =>
      approving.mutate(pair[read].id, {
        onSuccess: () => onward(`${name} is approved, as ${pair[read].author.name} drew it.`),
      }),
    giveBack: (read: 0 | 1, note: string, comments: Remark[]) =>
      returning.mutate(
        { id: pair[read].id, note, comments },
        { onSuccess: () => onward(`${name} went back to ${pair[read].author.name}.`) },
      ),
    merge: (begin: Begin) =>
      merging.mutate(begin, { onSuccess: (opened) => navigate(`/projects/${slug}/desk/${opened.id}`) }),
  };
}

interface Props {
  slug: string;
  reads: Reads;
  pair: readonly [Read, Read];
}

function Opened({ slug, reads, pair }: Props) {
  const sight = usePair(reads, pair);
  const [remarks, setRemarks] = useState<Remark[]>([]);
  const [returning, setReturning] = useState<0 | 1 | null>(null);
  const [keys, setKeys] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const decisions = useDecisions(slug, reads, pair);
  const detail = reads.case_detail;
  const free = reads.may_decide && !decisions.busy;
  const { images, viewer } = sight;
  const commands = useCommands(
    readsCommands,
    {
      viewer,
      modality: detail.modality,
      walk: sight.walk,
      comment: () => field.current?.focus(),
      help: () => setKeys(true),
      take: (read) => free && decisions.take(read),
      merge: () => free && decisions.merge('agreed'),
    },
    returning === null && !keys,
  );
  return (
    <div className={styles.screen}>
      <AdjudicateBar
        {...{ reads, pair, commands, remarks }}
        back={`/projects/${slug}/review`}
        busy={decisions.busy}
        onMerge={decisions.merge}
        onReturn={setReturning}
      />
      <main className={styles.pair}>
        <ReaderPanes {...images} letter="A" name={pair[0].author.name} onViewer={sight.setFirst} />
        <div className={styles.between}>
          {viewer && <Scrubber viewer={viewer} plane="z" doubt={sight.bars} pinned={[]} />}
        </div>
        <ReaderPanes {...images} letter="B" name={pair[1].author.name} onViewer={sight.setSecond} />
      </main>
      <aside className={styles.panel} aria-label="Adjudication">
        <Refused error={decisions.error ?? sight.error} />
        <AgreementPanel {...{ reads, pair, sight, commands }} />
        <CommentPanel
          {...{ slug, viewer, remarks, field }}
          caseId={detail.id}
          onRemarks={setRemarks}
          readOnly={!reads.may_decide}
        />
      </aside>
      <StatusBar {...{ viewer, commands }} modality={detail.modality} />
      <KeySheet opened={keys} onClose={() => setKeys(false)} commands={readsCommands} groups={reviewGroups} />
      {returning !== null && (
        <ReturnRead
          name={detail.name}
          author={pair[returning].author.name}
          remarks={remarks}
          busy={decisions.busy}
          error={decisions.error}
          onReturn={(note) => decisions.giveBack(returning, note, remarks)}
          onClose={() => setReturning(null)}
        />
      )}
    </div>
  );
}
