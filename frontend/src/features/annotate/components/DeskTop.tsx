import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from 'react-router';
import { PrimaryButton, Separator, TopBar } from '@/ui';
import type { Opened } from '../api';
import { Clock } from './Clock';
import type { TopProps } from './EditorTop';
import styles from './EditorTop.module.css';
import { SavedState } from './SavedState';

/** The bar over a reviewer's own working copy: whose mask it was made from, and handing in. */
export function DeskTop({ opened, slug, save, session, busy, ready, commands }: TopProps) {
  return (
    <TopBar
      start={
        <>
          <Link className={styles.back} to={`/projects/${slug}/review`} aria-label="Back to the queue">
            <IconChevronLeft size={18} stroke={1.75} />
          </Link>
          <b className={styles.name}>{opened.case.name}</b>
          <span className="t2 ellipsis">{described(opened)}</span>
        </>
      }
      end={
        <>
          <SavedState save={save} savedAt={opened.saved_at} />
          <Separator />
          <Clock session={session} />
          <Separator />
          <PrimaryButton
            keys={commands.keyFor('case.submit')}
            busy={busy}
            disabled={!ready}
            onClick={() => commands.run('case.submit')}
          >
            Hand in the {opened.purpose === 'correction' ? 'correction' : 'merge'}
          </PrimaryButton>
        </>
      }
    />
  );
}

function described({ purpose, made_from: sources }: Opened): string {
  const whose = sources.map(({ number, author }) => `r${number} by ${author}`).join(' and ');
  return purpose === 'correction' ? `Your correction of ${whose}` : `Your merge of ${whose}`;
}
