import styles from './ProgressLine.module.css';

interface Props {
  /** 0 to 1, or null while the end is not known. */
  fraction: number | null;
  /** "1,204 of 1,836 drafts, 46 min left" */
  text?: string;
  label: string;
}

/** A 4 px bar with its words, in the place of the thing awaited. */
export function ProgressLine({ fraction, text, label }: Props) {
  const percent = fraction === null ? undefined : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div className={styles.wrap}>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i data-unknown={percent === undefined || undefined} style={{ width: `${percent ?? 30}%` }} />
      </div>
      {text && <span className="small t2 num">{text}</span>}
    </div>
  );
}
