import { initials } from '@/lib/names';
import styles from './Avatar.module.css';

/** A person in two letters, drawn by the style sheet: to a screen reader they are no part of a button's name. */
export function Avatar({ name, small }: { name: string; small?: boolean }) {
  return (
    <span
      className={styles.avatar}
      data-small={small || undefined}
      title={name}
      aria-hidden="true"
      data-initials={initials(name)}
    />
  );
}
