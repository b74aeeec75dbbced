import { IconCheck } from '@tabler/icons-react';
import { may } from '@/api/shared';
import type { Label, ProjectDetail } from '@/api/types';
import { count, fixed } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Badge, Card, EmptyState, Failed, Loaded, QuietButton } from '@/ui';
import { type Dispute, useDisputes, useLookAgain } from '../api';
import styles from '../Models.module.css';
import { CaseLink } from './WorstCases';

const SEEN: Record<Dispute['seen'], { word: string; why: string }> = {
  learned: { word: 'learned from', why: 'The model was trained on this mask: it doubts it too little.' },
  checked: { word: 'checked on', why: 'The model was measured on this mask while it was trained.' },
  unseen: { word: 'never seen', why: 'The model never saw this mask.' },
};

/** Approved masks that the live model believes least, to be looked at once more. */
export function SecondLooks({ project }: { project: ProjectDetail }) {
  const allowed = may(project, 'review');
  const disputes = useDisputes(project.slug, allowed);
  if (!allowed) {
    return (
      <Card className={styles.grows} title="Second look">
        <EmptyState sentence="Those who review see here which approved masks the live model contradicts." />
      </Card>
    );
  }
  return (
    <Card
      className={styles.grows}
      title="Second look"
      note="approved masks that the live model believes least; nothing is changed by itself"
    >
      <Loaded query={disputes} label="Loading the disputed masks">
        {(list) =>
          list.length === 0 ? (
            <EmptyState sentence="The live model was held against every approved mask and contradicts none, or that comparison is still to be made." />
          ) : (
            <Table project={project} list={list} />
          )
        }
      </Loaded>
    </Card>
  );
}

function Table({ project, list }: { project: ProjectDetail; list: Dispute[] }) {
  const looking = useLookAgain(project.slug);
  return (
    <div className={styles.scroll}>
      {looking.error && <Failed error={looking.error} kept="The mask stays in the list." />}
      <table className={`gyre-table ${styles.tight}`}>
        <thead>
          <tr>
            <th scope="col">Case</th>
            <th scope="col" className="number" title="Mean probability of the given label along its border">
              Belief
            </th>
            <th scope="col" className="number">
              Dice
            </th>
            <th scope="col" className="number">
              HD95, mm
            </th>
            <th scope="col" title="Label of the mask, then label of the model">
              Where they differ most
            </th>
            <th scope="col" className="number">
              Voxels
            </th>
            <th scope="col">The model has</th>
            <th scope="col">
              <span className="visually-hidden">Decided</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((one) => (
            <Row
              key={one.revision}
              {...{ one }}
              slug={project.slug}
              labels={project.labels}
              busy={looking.isPending}
              onStays={() => looking.mutate(one.revision)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  one: Dispute;
  slug: string;
  labels: Label[];
  busy: boolean;
  onStays: () => void;
}

function Row({ one, slug, labels, busy, onStays }: RowProps) {
  const nameOf = (value: number) =>
    value === 0 ? 'nothing' : (labels.find((label) => label.value === value)?.name ?? `label ${value}`);
  const looked = one.second_look;
  const slice = one.place?.at(0);
  return (
    <tr className={looked ? styles.looked : undefined}>
      <td>
        <CaseLink
          slug={slug}
          revision={one.revision}
          name={one.case.name}
          thumb={one.case.thumbnail}
          slice={slice}
        />
      </td>
      <td className="number">{fixed(one.belief, 2)}</td>
      <td className="number t2">{fixed(one.dice, 3)}</td>
      <td className="number t2">{fixed(one.hd95, 1)}</td>
      <td className="t2">
        slice {slice === undefined ? '—' : slice + 1}: {nameOf(one.given)} → {nameOf(one.predicted)}
      </td>
      <td className="number t2">{count(one.voxels)}</td>
      <td title={SEEN[one.seen].why}>
        <Badge tone={one.split === 'holdout' ? 'accent' : 'plain'}>{SEEN[one.seen].word}</Badge>
      </td>
      <td style={{ textAlign: 'right' }}>
        {looked ? (
          <span className="small t3">
            stays, {looked.by.name}, {when(looked.created_at)}
          </span>
        ) : (
          <QuietButton
            size="compact-sm"
            disabled={busy}
            onClick={onStays}
            leftSection={<IconCheck size={16} stroke={1.75} aria-hidden />}
          >
            It stays
          </QuietButton>
        )}
      </td>
    </tr>
  );
}
