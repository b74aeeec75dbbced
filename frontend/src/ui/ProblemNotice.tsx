import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './ProblemNotice.module.css';

interface Props {
  /** What happened, in one sentence. */
  happened: ReactNode;
  /** What was kept: nothing that was acknowledged is lost, and this says so. */
  kept?: ReactNode;
  /** What to do: buttons or a sentence. */
  todo?: ReactNode;
  /** The machine's name for it, for a report. */
  code?: string;
  tone?: 'danger' | 'warn';
}

/** An error in the place of the thing that failed: what happened, what was kept, what to do. */
export function ProblemNotice({ happened, kept, todo, code, tone = 'danger' }: Props) {
  return (
    <div className={styles.notice} data-tone={tone} role="alert">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div className="grow">
        <b>{happened}</b>
        {kept && <p className="t2">{kept}</p>}
        {todo && <div className={styles.todo}>{todo}</div>}
        {code && (
          <button
            type="button"
            className={styles.code}
            title="Copy the code"
            onClick={() => void navigator.clipboard?.writeText(code)}
          >
            {code}
          </button>
        )}
      </div>
    </div>
  );
}
