import { IconPlayerPlay } from '@tabler/icons-react';
import { tell } from '@/api/problem';
import { may } from '@/api/shared';
import { useStartTraining } from '@/api/training';
import type { ProjectDetail } from '@/api/types';
import { PrimaryButton, QuietButton } from '@/ui';

interface Props {
  project: ProjectDetail;
  running: boolean;
  primary: boolean;
  /** Whether a model is live, which a quick training could go on from. */
  live?: boolean;
}

/** Trains on what is approved now; with a live model, also that one for a little longer. A refusal stands
 * beside it, in words. */
export function TrainButton({ project, running, primary, live = false }: Props) {
  const start = useStartTraining(project.slug);
  if (!may(project, 'train')) return null;
  const icon = <IconPlayerPlay size={18} stroke={1.75} aria-hidden />;
  const label = running ? 'Training' : 'Train a model';
  const busy = running || start.isPending;
  return (
    <>
      {start.error && (
        <span className="small danger" role="alert" style={{ maxWidth: 320 }}>
          {tell(start.error).happened}
        </span>
      )}
      {live && (
        <QuietButton disabled={busy} onClick={() => start.mutate('prefill')}>
          Refresh pre-fills
        </QuietButton>
      )}
      {primary ? (
        <PrimaryButton leftSection={icon} busy={busy} onClick={() => start.mutate('full')}>
          {label}
        </PrimaryButton>
      ) : (
        <QuietButton leftSection={icon} disabled={busy} onClick={() => start.mutate('full')}>
          {label}
        </QuietButton>
      )}
    </>
  );
}
