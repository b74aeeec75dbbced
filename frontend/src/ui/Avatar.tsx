import { initials } from '@/lib/names';
import styles from './Avatar.module.css';

/** A person in two letters; the name stands beside it or in the title. */
export function Avatar({ name, small }: { name: string; small?: boolean }) {
  return (
    <span className={styles.avatar} data-small={small || undefined} title={name} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
