import { useEffect, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { Failed, Loaded, toast } from '@/ui';
import { type Remark, type Revision, useApprove, useQueue, useReturn, useRevision } from './api';
import { CommentPanel } from './components/CommentPanel';
import { MaskPanel } from './components/MaskPanel';
import { Planes, useViewerState } from './components/Planes';
import { ReturnDialog } from './components/ReturnDialog';
import { ReviewBar } from './components/ReviewBar';
import { StatusBar } from './components/StatusBar';
import { useReviewKeys } from './components/useReviewKeys';
import { type Mode, showMode, useReviewViewer } from './components/useReviewViewer';
import { FindingsReview } from './findings/FindingsReview';
import { nextChanged } from './logic/difference';
import styles from './Review.module.css';

/** "Do I sign this?" The case read-only: submission, pre-label, difference; approve or return. */
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

/** Where to go after a decision: the next that waits, or the queue. */
function useOnward(slug: string, revision: Revision) {
  const queue = useQueue(slug);
  const navigate = useNavigate();
  return (words: string) => {
    const next = queue.data?.results.find((one) => !one.own && one.revision_id !== revision.id);
    toast(words);
    navigate(next ? `/projects/${slug}/review/${next.revision_id}` : `/projects/${slug}/review`);
  };
}

function useDecision(slug: string, revision: Revision) {
  const approving = useApprove(slug);
  const returning = useReturn(slug);
  const onward = useOnward(slug, revision);
  const name = revision.case_detail.name;
  return {
    busy: approving.isPending || returning.isPending,
    error: approving.error ?? returning.error,
    approve: () => approving.mutate(revision.id, { onSuccess: () => onward(`${name} is approved.`) }),
    giveBack: (note: string, comments: Remark[]) =>
      returning.mutate(
        { id: revision.id, note, comments },
        { onSuccess: () => onward(`${name} went back to ${revision.author.name}.`) },
      ),
  };
}

function usePlanes() {
  const z = useRef<HTMLDivElement>(null);
  const y = useRef<HTMLDivElement>(null);
  const x = useRef<HTMLDivElement>(null);
  return { z, y, x };
}

/** The viewer with the mask of the chosen mode on it. */
function useSight(revision: Revision) {
  const elements = usePlanes();
  const [params] = useSearchParams();
  const slice = params.get('slice');
  const opened = useReviewViewer(revision, elements, slice === null ? null : Number(slice));
  const { viewer, masks } = opened;
  const state = useViewerState(viewer);
  const [mode, setMode] = useState<Mode>('submission');
  useEffect(() => {
    if (viewer && masks) showMode(viewer, masks, mode);
  }, [viewer, masks, mode]);
  const z = state?.focus[0] ?? 0;
  const walk = () => {
    const to = nextChanged(masks?.difference?.perSlice ?? [], z, 1);
    if (to !== null) viewer?.jumpToSlice('z', to);
  };
  return { ...opened, elements, state, mode, setMode, z, walk };
}

type Sight = ReturnType<typeof useSight>;

function Opened({ slug, revision }: { slug: string; revision: Revision }) {
  const sight = useSight(revision);
  const [remarks, setRemarks] = useState<Remark[]>([]);
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const decision = useDecision(slug, revision);
  const decided = revision.case_detail.state !== 'submitted' || revision.reviews.some((one) => one.in_force);
  const readOnly = decided || revision.own;
  const giveBack = () => (remarks.length ? decision.giveBack('', remarks) : setAsking(true));
  useReviewKeys(keysOf(sight, field), () => {
    if (readOnly || decision.busy) return;
    if (remarks.length) giveBack();
    else decision.approve();
  });
  return (
    <div className={styles.screen}>
      <ReviewBar
        revision={revision}
        back={`/projects/${slug}/review`}
        decided={decided}
        remarks={remarks}
        busy={decision.busy}
        onApprove={decision.approve}
        onReturn={giveBack}
      />
      <Planes
        viewer={sight.viewer}
        elements={sight.elements}
        single={revision.case_detail.geometry?.shape[0] === 1}
      />
      <aside className={styles.panel} aria-label="Review">
        <Refused error={decision.error ?? sight.error} />
        <MaskPanel revision={revision} sight={sight} />
        <CommentPanel
          slug={slug}
          caseId={revision.case_detail.id}
          slice={sight.z}
          remarks={remarks}
          onRemarks={setRemarks}
          onGo={(to) => sight.viewer?.jumpToSlice('z', to)}
          field={field}
          readOnly={readOnly}
        />
      </aside>
      <StatusBar viewer={sight.viewer} state={sight.state} modality={revision.case_detail.modality} />
      {asking && <AskNote revision={revision} decision={decision} onClose={() => setAsking(false)} />}
    </div>
  );
}

function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <section>
      <Failed error={error} kept="The mask and your comments are kept." />
    </section>
  );
}

interface AskProps {
  revision: Revision;
  decision: ReturnType<typeof useDecision>;
  onClose: () => void;
}

function AskNote({ revision, decision, onClose }: AskProps) {
  return (
    <ReturnDialog
      name={revision.case_detail.name}
      author={revision.author.name}
      busy={decision.busy}
      error={decision.error}
      onReturn={(note) => decision.giveBack(note, [])}
      onClose={onClose}
    />
  );
}

function keysOf(
  sight: Sight,
  field: React.RefObject<HTMLTextAreaElement | null>,
): Record<string, () => void> {
  const { viewer, setMode, walk } = sight;
  const step = (by: number) => viewer?.jumpToSlice('z', viewer.state.get().focus[0] + by);
  return {
    ArrowUp: () => step(1),
    ArrowDown: () => step(-1),
    '1': () => setMode('submission'),
    '2': () => setMode('prelabel'),
    '3': () => setMode('difference'),
    n: walk,
    u: () => viewer?.showUncertainty(!viewer.state.get().uncertaintyShown),
    h: () => viewer?.setAllVisible(!viewer.state.get().labels.some((label) => label.visible)),
    m: () => field.current?.focus(),
    v: () => viewer?.setTool('select'),
    w: () => viewer?.setTool('window'),
  };
}
