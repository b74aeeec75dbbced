import type { ReactNode } from 'react';
import styles from './TopBar.module.css';

/** The mark: one turn and a smaller one inside it. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      strokeWidth={2.5}
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M20 12a8 8 0 1 1-4-6.900" stroke="var(--accent)" />
      <path d="M15.500 12a3.500 3.500 0 1 1-2-3.200" stroke="var(--text-1)" />
    </svg>
  );
}

interface Props {
  /** Brand, project switch, back button: what stands at the left. */
  start?: ReactNode;
  /** Links between the screens; render `NavLink`s, the current one with aria-current. */
  nav?: ReactNode;
  /** Find, help, the person. */
  end?: ReactNode;
}

/** The bar of 48 px that is the same on every screen, so that nothing jumps. */
export function TopBar({ start, nav, end }: Props) {
  return (
    <header className={styles.top}>
      {start}
      {nav && (
        <nav className={styles.nav} aria-label="Screens">
          {nav}
        </nav>
      )}
      <span className="grow" />
      {end}
    </header>
  );
}

export function Brand() {
  return (
    <span className={styles.brand}>
      <Mark />
      Gyre
    </span>
  );
}

export function Separator() {
  return <span className={styles.separator} aria-hidden="true" />;
}
