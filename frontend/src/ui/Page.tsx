import type { ReactNode } from 'react';
import styles from './Page.module.css';

/** What stands under the top bar: at most 1440 px wide, centred, margins of 24 px. */
export function Page({ children, label }: { children: ReactNode; label: string }) {
  return (
    <main className={styles.page} aria-label={label}>
      {children}
    </main>
  );
}

interface HeadProps {
  title: ReactNode;
  /** Small grey words: how many, since when. */
  note?: ReactNode;
  /** Right after the title: a choice of views. */
  beside?: ReactNode;
  /** At the right: quiet buttons first, the primary one last. */
  children?: ReactNode;
}

export function PageHead({ title, note, beside, children }: HeadProps) {
  return (
    <div className={styles.head}>
      <h1 className="ellipsis">{title}</h1>
      {beside}
      {note && <span className={styles.note}>{note}</span>}
      <span className="grow" />
      {children}
    </div>
  );
}
