import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Commands } from '@/lib/commands';
import { QuietButton, Swatch } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import type { Finding } from '../../api';
import styles from './notices.module.css';

interface Props {
  findings: readonly Finding[];
  /** Which of them one looks at; -1 for none yet. */
  at: number;
  /** Handing in was held back by them. */
  held: boolean;
  viewer: VolumeViewer | null;
  commands: Commands;
  onGo: (position: number) => void;
  onSeen: () => void;
  onClose: () => void;
}

/** What looks odd, each with a way to its place. It warns: handing in once more goes through. */
export function FindingsNotice({ findings, at, held, viewer, commands, onGo, onSeen, onClose }: Props) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: seen when they come, not when the caller's function changes
  useEffect(onSeen, [findings]);
  const colourOf = (label: number) =>
    viewer?.state.get().labels.find(({ value }) => value === label)?.colour ?? 1;
  const many = `${findings.length} ${findings.length === 1 ? 'thing' : 'things'} to look at`;
  return (
    <section className={styles.findings} aria-label="Checks" role="status">
      <div className={styles.head}>
        <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
        <b className="grow">{held ? `${many} before you submit` : many}</b>
        <span className="t2">
          next <kbd>{commands.keyFor('check.next')}</kbd>
        </span>
      </div>
      <ol>
        {findings.map((finding, position) => (
          <li key={`${finding.code} ${finding.label}`}>
            <button
              type="button"
              aria-current={position === at ? 'true' : undefined}
              onClick={() => onGo(position)}
            >
              <Swatch color={colourOf(finding.label)} />
              <span className="grow">{finding.sentence}</span>
              {finding.place && <span className="t2">slice {(finding.place[0] ?? 0) + 1}</span>}
            </button>
          </li>
        ))}
      </ol>
      <div className={styles.foot}>
        {held && (
          <QuietButton
            onClick={() => commands.run('case.submit')}
            rightSection={<kbd>{commands.keyFor('case.submit')}</kbd>}
          >
            Submit as it is
          </QuietButton>
        )}
        <QuietButton onClick={onClose}>{held ? 'Go on editing' : 'Close'}</QuietButton>
      </div>
    </section>
  );
}
