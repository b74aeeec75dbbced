import type { Interval } from '../api';
import styles from '../Models.module.css';

interface Props {
  interval: Interval | null;
  show: (value: number | null) => string;
}

/** A mean with the ends of its interval beneath, or a dash. */
export function IntervalCell({ interval, show }: Props) {
  if (!interval) return <span className="t3">—</span>;
  return (
    <>
      {show(interval.mean)}
      {interval.low !== null && (
        <span className={styles.ends}>
          {show(interval.low)} to {show(interval.high)}
        </span>
      )}
    </>
  );
}
