import { IconInfoCircle } from '@tabler/icons-react';
import { useOverview } from '@/api/overview';
import type { ProjectDetail } from '@/api/types';
import { count, minusSigns } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Card } from '@/ui';
import type { ModelDetail, ModelRow } from '../api';
import { wasLive } from '../history';

interface Props {
  project: ProjectDetail;
  model: ModelDetail;
  list: ModelRow[];
}

/** In words: why it is what it is, and what promoting it would do. */
export function PromotionWords({ project, model, list }: Props) {
  const overview = useOverview(project.slug);
  const live = list.find((one) => one.state === 'champion');
  const loop = overview.data?.loop;
  return (
    <Card aria-label="What it means">
      <div className="row" style={{ gap: 'var(--s-3)', alignItems: 'flex-start' }}>
        <IconInfoCircle size={18} stroke={1.75} color="var(--accent)" style={{ flex: 'none' }} aria-hidden />
        <div className="small">
          <p>
            <b>{headline(model)}</b>{' '}
            <span className="t2">{minusSigns(model.reason || (model.gate?.reason ?? ''))}</span>
          </p>
          {model.length_remark && (
            <p className="warn" style={{ marginTop: 'var(--s-2)' }}>
              {model.length_remark}
            </p>
          )}
          {model.state !== 'champion' && loop && (
            <p style={{ marginTop: 'var(--s-2)' }}>
              <b>If you promote v{model.number}:</b>{' '}
              <span className="t2">
                the drafts of {count(loop.pool)} cases in the pool become stale and are made again; the{' '}
                {count(loop.labelling + loop.returned)} that readers have keep theirs. The pool is scored
                again and a new round is picked.{live && ` v${live.number} stays ready to roll back to.`}
              </span>
            </p>
          )}
        </div>
      </div>
    </Card>
  );
}

function headline(model: ModelDetail): string {
  if (model.state === 'champion') {
    const by = model.promoted_by ? ` by ${model.promoted_by.name}` : ' by the gate';
    return `v${model.number} is live, promoted ${when(model.promoted_at)}${by}.`;
  }
  if (model.state === 'retired') {
    const was = wasLive(model) ? 'was live until another took its place' : 'pre-filled for a while';
    return `v${model.number} ${was}.`;
  }
  if (model.state === 'candidate') return `v${model.number} waits for a person.`;
  return `v${model.number} is not live.`;
}
