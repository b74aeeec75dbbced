import type { ReactNode } from 'react';
import styles from './Card.module.css';

interface Props {
  title?: ReactNode;
  /** The grey words beside the title: of what, n, unit, interval. */
  note?: ReactNode;
  /** The grey words follow the title instead of standing at the right. */
  noteBeside?: boolean;
  /** At the right of the title: a link or a small button. */
  action?: ReactNode;
  /** A stage that waits for this person has the accent border, and only that one. */
  waiting?: boolean;
  children: ReactNode;
  className?: string;
  'aria-label'?: string;
}

/** One group of things with a title. No card in a card. */
export function Card({ title, note, noteBeside, action, waiting, children, className, ...aria }: Props) {
  const names = [styles.card, waiting && styles.waiting, className].filter(Boolean).join(' ');
  return (
    <section
      className={names}
      aria-label={aria['aria-label'] ?? (typeof title === 'string' ? title : undefined)}
    >
      {(title || action) && (
        <header className={styles.head}>
          {title && <h2>{title}</h2>}
          <span className={noteBeside ? `${styles.note} ${styles.beside}` : styles.note}>{note}</span>
          {action}
        </header>
      )}
      {children}
    </section>
  );
}
