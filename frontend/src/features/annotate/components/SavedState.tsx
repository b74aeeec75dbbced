import { IconCheck, IconCloudOff, IconPencil } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { ago } from '@/lib/format';
import type { Kept, SaveState } from '../saving/states';
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
      return { text: `Offline: ${edits(save.edits)} ${where[save.kept]}`, warn: true };
    case 'signed-out':
    case 'stale':
    case 'lost':
    case 'closed':
    case 'refused':
      if (save.edits === 0) return { text: 'Not saving', warn: true };
      return { text: `Not saved: ${edits(save.edits)} ${where[save.kept]}`, warn: true };
  }
}

const where: Readonly<Record<Kept, string>> = {
  yes: 'kept in this browser',
  full: 'not kept, no room: keep this tab open',
  no: 'not kept: keep this tab open',
};
