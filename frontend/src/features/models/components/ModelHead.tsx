import { IconCheck, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { may } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { Badge, PageHead, QuietButton } from '@/ui';
import type { Gate, ModelDetail, ModelRow } from '../api';
import { gateLines } from './GateRules';
import { ModelCard } from './ModelCard';
import { PromoteButton } from './PromoteButton';
import { TrainButton } from './TrainButton';

interface Props {
  project: ProjectDetail;
  model: ModelRow;
  detail: ModelDetail | undefined;
  running: boolean;
  /** The choice of what is shown of it. */
  views: ReactNode;
}

/** Which two are compared, how the gate judged, and what can be done about it. */
export function ModelHead({ project, model, detail, running, views }: Props) {
  const [card, setCard] = useState(false);
  const against = model.judged_against ? ` against v${model.judged_against}` : '';
  const train = may(project, 'train');
  const waits = model.state === 'candidate';
  return (
    <PageHead
      title={`v${model.number}${against}`}
      beside={views}
      note={detail && <Judged gate={detail.gate} project={project} />}
    >
      {detail && <QuietButton onClick={() => setCard(true)}>Model card</QuietButton>}
      {train && !waits && model.state !== 'champion' && (
        <PromoteButton slug={project.slug} model={model} primary={false} />
      )}
      {train && (
        <TrainButton project={project} running={running} primary={!waits} live={model.state === 'champion'} />
      )}
      {train && waits && <PromoteButton slug={project.slug} model={model} primary />}
      {detail && card && <ModelCard slug={project.slug} model={model} onClose={() => setCard(false)} />}
    </PageHead>
  );
}

/** Counts the rules as the card lists them. */
function Judged({ gate, project }: { gate: Gate | null; project: ProjectDetail }) {
  const rules = gateLines(gate?.rules ?? [], project);
  const passed = rules.filter((rule) => rule.passed).length;
  if (rules.length === 0) return <>Not judged: {gate?.reason ?? 'there was no holdout to judge it on.'}</>;
  const all = passed === rules.length;
  return (
    <span className="row">
      <Badge tone={all ? 'ok' : 'danger'}>
        {all ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
        {all
          ? `Gate passed, ${passed} of ${rules.length}`
          : `Gate failed, ${rules.length - passed} of ${rules.length} rules not met`}
      </Badge>
      <span title={gate?.delta ? 'Paired bootstrap over the patients' : undefined}>
        Locked holdout, {counted(gate?.patients ?? 0, 'patient')}.
      </span>
    </span>
  );
}
