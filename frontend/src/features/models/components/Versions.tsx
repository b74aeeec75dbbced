import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { may } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { counted, fixed } from '@/lib/numbers';
import { dayOf } from '@/lib/when';
import { Badge, Card, ConfirmDialog, DangerButton, Failed, toast } from '@/ui';
import { type ModelRow, useRollBack } from '../api';
import { measureOf } from '../changes';
import { rollsBackTo } from '../history';
import styles from '../Models.module.css';
import type { View } from '../useView';
import { STATES } from './states';

interface Props {
  project: ProjectDetail;
  list: ModelRow[];
  shown: ModelRow;
  view: View;
}

/** Every version, newest first, and the way back to the one that was live before. */
export function Versions({ project, list, shown, view }: Props) {
  const live = list.find((model) => model.state === 'champion');
  const earlier = rollsBackTo(list);
  return (
    <Card className={styles.versions} title="Versions" note={`mean ${measureOf(project)}`}>
      <ul>
        {list.map((model) => (
          <li key={model.id}>
            <Version model={model} shown={model.id === shown.id} slug={project.slug} view={view} />
          </li>
        ))}
      </ul>
      {may(project, 'train') && live && earlier && (
        <RollBack slug={project.slug} live={live} earlier={earlier} />
      )}
    </Card>
  );
}

interface VersionProps {
  model: ModelRow;
  shown: boolean;
  slug: string;
  view: View;
}

function Version({ model, shown, slug, view }: VersionProps) {
  const state = STATES[model.state];
  return (
    <Link
      to={`/projects/${slug}/models/${model.number}${view === 'decision' ? '' : `?view=${view}`}`}
      className={styles.version}
      aria-current={shown ? 'true' : undefined}
    >
      <b>v{model.number}</b>
      <span className="small t2">{dayOf(model.created_at)}</span>
      <span className="num">{fixed(model.dice ?? model.auroc, 3)}</span>
      <span />
      <span className="small t3">{counted(model.labels_used, 'case')}</span>
      {state ? <Badge tone={state.tone}>{state.word}</Badge> : <span />}
    </Link>
  );
}

function RollBack({ slug, live, earlier }: { slug: string; live: ModelRow; earlier: ModelRow }) {
  const [asking, setAsking] = useState(false);
  const rolling = useRollBack(slug);
  const roll = () =>
    rolling.mutate(undefined, {
      onSuccess: (model) => {
        setAsking(false);
        toast(`v${model.number} is live again.`);
      },
    });
  return (
    <>
      <p className="small t2" style={{ margin: 'var(--s-2) 0' }}>
        v{earlier.number} is kept ready to serve.
      </p>
      <DangerButton
        leftSection={<IconArrowBackUp size={18} stroke={1.75} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        Roll back to v{earlier.number}
      </DangerButton>
      <ConfirmDialog
        opened={asking}
        title={`Roll back to v${earlier.number}?`}
        confirm={`Roll back to v${earlier.number}`}
        danger
        busy={rolling.isPending}
        onConfirm={roll}
        onClose={() => setAsking(false)}
      >
        <p>
          v{live.number} stops serving now. Its drafts become stale and v{earlier.number} makes them again.
          Cases that readers have open keep theirs. v{live.number} stays in the list and can be promoted
          again.
        </p>
        {rolling.error && <Failed error={rolling.error} kept={`v${live.number} stays live.`} />}
      </ConfirmDialog>
    </>
  );
}
