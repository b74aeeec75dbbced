import { TextInput } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { useOverview } from '@/api/overview';
import { useMembers } from '@/api/shared';
import type { Member, ProjectDetail } from '@/api/types';
import { duration } from '@/lib/format';
import { counted } from '@/lib/numbers';
import { Card, Failed, Field, PrimaryButton, toast } from '@/ui';
import { useAssign } from '../api';
import styles from '../Cohorts.module.css';
import { type Plan, planOf, type Shares, splitEvenly } from '../logic/shares';
import { ReaderShares } from './ReaderShares';
import type { Selection } from './useSelection';

interface Props {
  project: ProjectDetail;
  selection: Selection;
  firstShare: RefObject<HTMLInputElement | null>;
  submit: RefObject<HTMLButtonElement | null>;
}

/** Who may read: annotators first, and only they get a share unless one types it. */
function readersOf(members: Member[]): { readers: Member[]; standard: number[] } {
  const order = ['annotator', 'reviewer', 'lead'];
  const readers = members
    .filter((member) => order.includes(member.role))
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
  const annotators = readers.filter((member) => member.role === 'annotator');
  return { readers, standard: (annotators.length ? annotators : readers).map((member) => member.user.id) };
}

function useAssigning({ project, selection }: Props) {
  const assigning = useAssign(project.slug);
  const assign = (shares: Shares, due: string, part: number) =>
    assigning.mutate(
      {
        cases: selection.ids,
        readers: Object.entries(shares)
          .filter(([, cases]) => cases > 0)
          .map(([user, cases]) => ({ user: Number(user), cases })),
        due: due || null,
        double_read_rate: part,
      },
      {
        onSuccess: (done) => {
          toast(assignedWords(done.created, done.left_out));
          selection.clear();
        },
      },
    );
  return { assign, busy: assigning.isPending, error: assigning.error };
}

/** Gives the selected cases to readers by share, with a date and a part read twice. */
export function AssignCard(props: Props) {
  const { project, selection, firstShare, submit } = props;
  const members = useMembers(project.slug);
  const { readers, standard } = readersOf(members.data ?? []);
  const [typed, setTyped] = useState<Shares | null>(null);
  const [rate, setRate] = useState('0');
  const [due, setDue] = useState('');
  const assigning = useAssigning(props);
  const selected = selection.ids.length;
  const shares = typed ?? splitEvenly(selected, standard);
  const part = Math.min(1, Math.max(0, Number(rate) / 100 || 0));
  const plan = planOf(selected, shares, part);
  const given = Object.values(shares).filter((cases) => cases > 0).length;
  return (
    <Card
      className={styles.assign}
      title="Assign"
      note={`${counted(plan.cases, 'case')} to ${counted(given, 'reader')}`}
    >
      <ReaderShares
        readers={readers}
        shares={shares}
        first={firstShare}
        onChange={(user, cases) => setTyped({ ...shares, [user]: cases })}
      />
      <div className={styles.two}>
        <Field name="Read twice, %">
          <TextInput
            inputMode="numeric"
            value={rate}
            onChange={(event) => setRate(event.currentTarget.value.replace(/[^\d]/g, '').slice(0, 3))}
            rightSectionWidth={64}
            rightSection={<span className="small t3">{counted(plan.twice, 'case')}</span>}
          />
        </Field>
        <Field name="Due">
          <TextInput type="date" value={due} onChange={(event) => setDue(event.currentTarget.value)} />
        </Field>
      </div>
      <div className={styles.end}>
        {assigning.error ? (
          <Failed error={assigning.error} kept="Nothing was assigned; the selection stays." />
        ) : (
          <PlanWords plan={plan} slug={project.slug} />
        )}
        <PrimaryButton
          ref={submit}
          fullWidth
          keys="Ctrl Enter"
          busy={assigning.busy}
          disabled={Boolean(plan.problem)}
          onClick={() => assigning.assign(shares, due, part)}
        >
          Assign {counted(plan.cases, 'case')}
        </PrimaryButton>
      </div>
    </Card>
  );
}

function assignedWords(created: number, leftOut: number): string {
  const rest = leftOut ? ` ${counted(leftOut, 'case')} left out.` : '';
  return `Assigned ${counted(created, 'read')}.${rest}`;
}

function PlanWords({ plan, slug }: { plan: Plan; slug: string }) {
  const overview = useOverview(slug);
  if (plan.problem) return <p className="small t2">{plan.problem}</p>;
  const rounds = overview.data?.minutes_per_case ?? [];
  const each = rounds[rounds.length - 1]?.median;
  const time = each ? `, about ${duration(plan.reads * each * 60)} of reader time` : '';
  const twice = plan.twice ? ` A second reader is another person, and blind.` : '';
  return (
    <p className="small t2 num">
      {counted(plan.reads, 'read')}
      {time}.{twice}
    </p>
  );
}
