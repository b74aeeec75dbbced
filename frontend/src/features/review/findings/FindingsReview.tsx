import { IconArrowBackUp, IconArrowLeft, IconCheck } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Answers, withState } from '@/lib/answers';
import { type Command, useCommands } from '@/lib/commands';
import { when } from '@/lib/when';
import { Badge, Failed, KeySheet, Loaded, PrimaryButton, QuietButton, TopBar, toast } from '@/ui';
import { PointerStatus, type ShownBox, sourceOf, VolumePanes, type VolumeViewer } from '@/viewer';
import { type Revision, useApprove, useQueue, useReturn } from '../api';
import { ReturnDialog } from '../components/ReturnDialog';
import { KeysButton } from '../components/StatusBar';
import review from '../Review.module.css';
import { useWayBack } from '../useWayBack';
import { AgreementTable, AnswerTable } from './AnswerTable';
import { type Given, useAgreement, useCorrectAnswers, useGiven } from './calls';
import styles from './FindingsReview.module.css';

interface Props {
  slug: string;
  revision: Revision;
}

/** "Do I sign this?" of answers about findings: reader, other reader and model side by side, boxes on the image. */
export function FindingsReview(props: Props) {
  const given = useGiven(props.revision.id);
  if (given.data) return <Opened {...props} given={given.data} />;
  return (
    <main style={{ padding: 'var(--s-5)' }}>
      <Loaded query={given} label="Opening the answers">
        {() => null}
      </Loaded>
    </main>
  );
}

function Opened({ slug, revision, given }: Props & { given: Given }) {
  const [viewer, setViewer] = useState<VolumeViewer | null>(null);
  const [mine, setMine] = useState<Answers | null>(null);
  const [asking, setAsking] = useState(false);
  const [keys, setKeys] = useState(false);
  const decision = useDecision(slug, revision);
  const decided = revision.case_detail.state !== 'submitted' || revision.reviews.some((one) => one.in_force);
  const second = useOther(revision);
  const source = useMemo(() => sourceOf(revision.case_detail), [revision]);
  useShownBoxes(viewer, given, revision.case_detail.slices);
  const may = !decided && !decision.busy;
  const decide = () => {
    if (!may) return;
    if (mine) decision.correct(mine);
    else if (!revision.own) decision.approve();
  };
  const commands = useCommands(decideCommands, { decide, help: () => setKeys(true) }, !asking && !keys);
  return (
    <div className={review.screen}>
      <Bar {...{ slug, revision, decided, mine, decide }} busy={decision.busy}>
        <QuietButton disabled={!may} onClick={() => setMine(mine ? null : given.answers)}>
          {mine ? 'Leave my correction' : 'Correct it myself'}
        </QuietButton>
        <QuietButton
          leftSection={<IconArrowBackUp size={18} stroke={1.75} aria-hidden />}
          disabled={!may || revision.own}
          onClick={() => setAsking(true)}
        >
          Return
        </QuietButton>
      </Bar>
      <main className={styles.image}>
        <VolumePanes source={source} labels={noLabels} editable={false} onViewer={setViewer} />
      </main>
      <aside className={review.panel} aria-label="Review">
        {decision.error ? (
          <section>
            <Failed error={decision.error} kept="The answers are kept." />
          </section>
        ) : null}
        <section>
          <h2 className="small">Answers</h2>
          <AnswerTable
            {...{ given, second, mine }}
            onSay={(key, state) => setMine((now) => now && withState(now, given.asked, key, state))}
          />
        </section>
        <Agreement slug={slug} />
      </aside>
      <footer className={styles.status}>
        {viewer && <PointerStatus viewer={viewer} unit="" />}
        <span className="grow" />
        <KeysButton commands={commands} />
      </footer>
      <KeySheet
        opened={keys}
        onClose={() => setKeys(false)}
        commands={decideCommands}
        groups={decideGroups}
      />
      {asking && (
        <ReturnDialog
          name={revision.case_detail.name}
          author={revision.author.name}
          busy={decision.busy}
          error={decision.error}
          onReturn={decision.giveBack}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

const noLabels = [] as const;

const decideGroups = ['Case'] as const;

const decideCommands: readonly Command<{ decide(): void; help(): void }>[] = [
  { id: 'review.decide', name: 'Sign', group: 'Case', keys: ['Ctrl+Enter'], run: ({ decide }) => decide() },
  { id: 'help.keys', name: 'All keys', group: 'Case', keys: ['?'], run: ({ help }) => help() },
];

interface BarProps {
  slug: string;
  revision: Revision;
  decided: boolean;
  mine: Answers | null;
  busy: boolean;
  decide: () => void;
  children: React.ReactNode;
}

function Bar({ slug, revision, decided, mine, busy, decide, children }: BarProps) {
  const way = useWayBack(slug);
  const may = !decided && way.reviews && (mine !== null || !revision.own);
  return (
    <TopBar
      start={
        <>
          <Link to={way.to} className={review.back} aria-label={way.name}>
            <IconArrowLeft size={18} stroke={1.75} aria-hidden />
          </Link>
          <span className={review.name}>{revision.case_detail.name}</span>
          <span className="small t2 ellipsis">
            r{revision.number} by {revision.author.name}, {when(revision.created_at)}
          </span>
        </>
      }
      end={
        <>
          {decided && <Badge>decided</Badge>}
          {!decided && revision.own && <Badge>your own work: another reviewer signs it</Badge>}
          {!decided && way.reviews && children}
          {may && (
            <PrimaryButton
              keys="Ctrl Enter"
              leftSection={<IconCheck size={18} stroke={1.75} aria-hidden />}
              busy={busy}
              onClick={decide}
            >
              {mine ? 'Hand in my correction' : 'Approve'}
            </PrimaryButton>
          )}
        </>
      }
    />
  );
}

function Agreement({ slug }: { slug: string }) {
  const agreement = useAgreement(slug);
  return (
    <section>
      <h2 className="small">Agreement in this project</h2>
      <Loaded query={agreement} label="Counting">
        {(rows) => <AgreementTable rows={rows} />}
      </Loaded>
    </section>
  );
}

function useDecision(slug: string, revision: Revision) {
  const approving = useApprove(slug);
  const returning = useReturn(slug);
  const correcting = useCorrectAnswers(revision.id);
  const queue = useQueue(slug);
  const navigate = useNavigate();
  const onward = (words: string) => {
    const next = queue.data?.results.find((one) => !one.own && one.case.id !== revision.case_detail.id);
    toast(words);
    navigate(next ? `/projects/${slug}/review/${next.revision_id}` : `/projects/${slug}/review`);
  };
  const { name } = revision.case_detail;
  return {
    busy: approving.isPending || returning.isPending || correcting.isPending,
    error: approving.error ?? returning.error ?? correcting.error,
    approve: () => approving.mutate(revision.id, { onSuccess: () => onward(`${name} is approved.`) }),
    giveBack: (note: string) =>
      returning.mutate(
        { id: revision.id, note, comments: [] },
        { onSuccess: () => onward(`${name} went back to ${revision.author.name}.`) },
      ),
    correct: (answers: Answers) =>
      correcting.mutate(answers, {
        onSuccess: () => onward(`Your answers stand beside ${name}’s; another reviewer signs.`),
      }),
  };
}

/** The last answers of another read of the same case. */
function useOther(revision: Revision): Answers | null {
  const other = revision.others.find((one) => one.read !== null && one.read !== revision.read);
  const given = useGiven(other?.id ?? revision.id);
  return other ? (given.data?.answers ?? null) : null;
}

function useShownBoxes(viewer: VolumeViewer | null, given: Given, slices: readonly string[]): void {
  useEffect(() => {
    if (!viewer) return;
    viewer.setTool('window');
    const boxes = given.asked.flatMap(({ key, name, color = 1 }): ShownBox[] => {
      const of = (kind: string, from: readonly { slice: string; box: readonly number[] }[]) =>
        from.map(({ slice, box: [x0 = 0, y0 = 0, x1 = 0, y1 = 0] }, position) => ({
          id: `${kind} ${position} ${key}`,
          z: slices.indexOf(slice),
          corners: [x0, y0, x1, y1] as const,
          colour: kind === 'model' ? 0 : color,
          name: kind === 'model' ? `model: ${name}` : name,
          proposed: kind === 'model',
        }));
      return [
        ...of('model', given.proposal?.[key]?.boxes ?? []),
        ...of('reader', given.answers[key]?.boxes ?? []),
      ];
    });
    viewer.boxes.show(boxes, null);
  }, [viewer, given, slices]);
}
