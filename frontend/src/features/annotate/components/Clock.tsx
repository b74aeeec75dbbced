import { IconClock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { duration } from '@/lib/format';
import type { ActiveTime } from '../activeTime';
import styles from './EditorTop.module.css';

/** Active time on this case; it stands still while one is away. */
export function Clock({ session }: { session: { readonly active: ActiveTime } | null }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const read = () => setSeconds(session?.active.seconds ?? 0);
    read();
    const timer = setInterval(read, 1000);
    return () => clearInterval(timer);
  }, [session]);
  return (
    <span className={styles.clock}>
      <IconClock size={14} stroke={1.75} aria-hidden />
      {duration(Math.floor(seconds))} active
    </span>
  );
}
