import { IconAlertTriangle } from '@tabler/icons-react';
import type { Commands } from '@/lib/commands';
import styles from './StatusBar.module.css';

/** "2 to look at": what the checks of the saved version say, before one hands in. */
export function FindingsCount({ count, commands }: { count: number; commands: Commands }) {
  if (count === 0) return null;
  return (
    <button type="button" className={styles.window} onClick={() => commands.run('check.next')}>
      <IconAlertTriangle size={14} stroke={1.75} color="var(--warn)" aria-hidden />
      {count} to look at <kbd>{commands.keyFor('check.next')}</kbd>
    </button>
  );
}
