import { useEffect, useState, useSyncExternalStore } from 'react';
import { Observable } from '@/lib/observable';
import type { VolumeViewer } from '@/viewer';
import type { Opened } from './api';
import { EditingSession, type SessionState } from './EditingSession';

const idle = new Observable<SessionState | null>(null);

/** The sitting at a case, begun as soon as there is a viewer, ended with it. */
export function useSession(opened: Opened, viewer: VolumeViewer | null) {
  const [session, setSession] = useState<EditingSession | null>(null);
  useEffect(() => {
    if (!viewer) return;
    const begun = new EditingSession(opened, viewer);
    void begun.start();
    setSession(begun);
    return () => {
      begun.close();
      setSession(null);
    };
  }, [opened, viewer]);
  const source: Observable<SessionState | null> | Observable<SessionState> = session?.state ?? idle;
  const state = useSyncExternalStore(source.subscribe, source.get as () => SessionState | null);
  return { session, state };
}
