import type { ReactNode } from 'react';
import styles from './Badge.module.css';

export type Tone = 'plain' | 'ok' | 'warn' | 'danger' | 'accent';

/** A state in a word. The colour only repeats what the word says. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  );
}
