import styles from '../Cohorts.module.css';

const LOCAL: Hint[] = [
  [['↑', '↓'], 'move'],
  [['Space'], 'select'],
  [['Ctrl A'], 'all'],
  [['P'], 'preview'],
  [['A'], 'assign'],
  [['S'], 'source'],
];
const REMOTE: Hint[] = [
  [['Esc'], 'to the list'],
  [['↑', '↓'], 'move'],
  [['Space'], 'select'],
  [['Ctrl A'], 'page'],
  [['S'], 'source'],
];
const HELD: Hint[] = [
  [['↑', '↓'], 'series'],
  [['←', '→'], 'image'],
  [['R'], 'release'],
  [['X'], 'reject'],
];

type Hint = [keys: string[], act: string];

export const HINTS = { local: LOCAL, remote: REMOTE, held: HELD };

/** The keys of the list, in sight until they are known. */
export function KeyHints({ of }: { of: keyof typeof HINTS }) {
  return (
    <div className={styles.hints} aria-hidden="true">
      {HINTS[of].map(([keys, act]) => (
        <span key={act}>
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}{' '}
          {act}
        </span>
      ))}
    </div>
  );
}
