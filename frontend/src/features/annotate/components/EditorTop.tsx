import { IconChevronLeft, IconFlag, IconPlayerSkipForward } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useProject } from '@/api/shared';
import type { Commands } from '@/lib/commands';
import { GhostButton, PrimaryButton, Separator, TopBar } from '@/ui';
import type { ActiveTime } from '../activeTime';
import type { Opened } from '../api';
import type { SaveState } from '../saving/states';
import { Clock } from './Clock';
import { DeskTop } from './DeskTop';
import styles from './EditorTop.module.css';
import { SavedState } from './SavedState';

export interface TopProps {
  opened: Opened;
  slug: string;
  save: SaveState | null;
  session: { readonly active: ActiveTime } | null;
  busy: boolean;
  ready: boolean;
  commands: Commands;
  /** Of the button; that one goes on to the next case when left out. */
  submitText?: string;
}

/** What one works at, whether it is saved, and the way on. */
export function EditorTop(props: TopProps) {
  return props.opened.purpose === 'read' ? <ReadTop {...props} /> : <DeskTop {...props} />;
}

function ReadTop({ opened, slug, save, session, busy, ready, commands, submitText }: TopProps) {
  const project = useProject(slug);
  const { case: of } = opened;
  const slices = of.slices.length;
  const spacing = of.geometry?.spacing[0];
  const scan = [
    of.modality,
    `${slices} ${slices === 1 ? 'slice' : 'slices'}${spacing && slices > 1 ? ` of ${spacing.toFixed(1)} mm` : ''}`,
  ];
  return (
    <TopBar
      start={
        <>
          <Link className={styles.back} to={`/projects/${slug}/work`} aria-label="Back to Work">
            <IconChevronLeft size={18} stroke={1.75} />
          </Link>
          <b className={styles.name}>{of.name}</b>
          <span className="t2 ellipsis">{project.data?.name}</span>
          <span className={styles.scan}>
            {of.why?.round ? `Round ${of.why.round} · ` : ''}
            {scan.filter(Boolean).join(', ')}
          </span>
        </>
      }
      end={
        <>
          <SavedState save={save} savedAt={opened.saved_at} />
          <Separator />
          <Clock session={session} />
          <Separator />
          <GhostButton
            leftSection={<IconFlag size={18} stroke={1.75} />}
            onClick={() => commands.run('case.flag')}
          >
            Flag&nbsp;<kbd>{commands.keyFor('case.flag')}</kbd>
          </GhostButton>
          <GhostButton
            leftSection={<IconPlayerSkipForward size={18} stroke={1.75} />}
            onClick={() => commands.run('case.skip')}
          >
            Skip&nbsp;<kbd>{commands.keyFor('case.skip')}</kbd>
          </GhostButton>
          <PrimaryButton
            keys={commands.keyFor('case.submit')}
            busy={busy}
            disabled={!ready}
            onClick={() => commands.run('case.submit')}
          >
            {submitText ?? 'Submit & next'}
          </PrimaryButton>
        </>
      }
    />
  );
}
