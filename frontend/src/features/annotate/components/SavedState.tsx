import { IconCheck, IconCloudOff, IconPencil } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { ago } from '@/lib/format';
import type { SaveState } from '../saving/Autosaver';
import styles from './EditorTop.module.css';

/** "Saved 3 s ago", "Saving", "Offline: 14 edits kept in this browser". Never a dialog. */
export function SavedState({ save, savedAt }: { save: SaveState | null; savedAt: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const told = tellSave(save, savedAt, now);
  const Icon = told.warn ? IconCloudOff : save?.kind === 'saved' ? IconCheck : IconPencil;
  return (
    <span
      className={styles.saved}
      role="status"
      data-tone={told.warn ? 'warn' : undefined}
      data-save={save?.kind}
    >
      <Icon size={14} stroke={1.75} aria-hidden />
      {told.text}
    </span>
  );
}

const edits = (count: number) => `${count} ${count === 1 ? 'edit' : 'edits'}`;

function tellSave(save: SaveState | null, savedAt: string, now: number): { text: string; warn?: boolean } {
  switch (save?.kind) {
    case undefined:
      return { text: 'Opening' };
    case 'saved': {
      const at = save.at ?? Date.parse(savedAt);
      return { text: `Saved ${ago(Math.max(0, (now - at) / 1000))}` };
    }
    case 'waiting':
    case 'saving':
      return { text: 'Saving' };
    case 'offline':
      return save.kept
        ? { text: `Offline: ${edits(save.edits)} kept in this browser`, warn: true }
        : { text: `Offline: ${edits(save.edits)} not saved, keep this tab open`, warn: true };
    case 'stale':
    case 'lost':
    case 'refused':
      return { text: `Not saved: ${edits(save.edits)} kept in this browser`, warn: true };
  }
}
