import type { ReactNode } from 'react';
import styles from './PanelHead.module.css';

interface Props {
  title: string;
  /** What stands beside the title. */
  children?: ReactNode;
}

/** The heading of one section of a narrow panel. */
export function PanelHead({ title, children }: Props) {
  return (
    <div className={styles.head}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
