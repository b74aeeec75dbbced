import styles from '../Cohorts.module.css';

/** The keys of the list, in sight until they are known. */
export function KeyHints() {
  return (
    <div className={styles.hints} aria-hidden="true">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> move
      </span>
      <span>
        <kbd>Space</kbd> select
      </span>
      <span>
        <kbd>Ctrl A</kbd> all
      </span>
      <span>
        <kbd>P</kbd> preview
      </span>
      <span>
        <kbd>A</kbd> assign
      </span>
    </div>
  );
}
