import type { RoundDetail } from '../api';
import styles from './Unscored.module.css';

/** Cases that the model could not take, and why: they come into a batch by chance only. */
export function Unscored({ cases }: { cases: RoundDetail['unscored'] }) {
  if (cases.length === 0) return null;
  return (
    <section className={styles.unscored} aria-label="Could not be scored">
      <h3 className="small">
        {cases.length === 1 ? '1 case could not be scored' : `${cases.length} cases could not be scored`}
      </h3>
      <ul>
        {cases.map((one) => (
          <li key={one.case.id} className="small t2">
            <b>{one.case.name}</b> {one.reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
