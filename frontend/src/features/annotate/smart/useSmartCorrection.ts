import { useEffect, useState } from 'react';
import type { VolumeViewer } from '@/viewer';
import type { Opened } from '../api';
import type { EditingSession } from '../EditingSession';
import { askCorrection } from './ask';
import { SmartCorrection } from './SmartCorrection';

/** The corrections of a sitting; null before one can draw. */
export function useSmartCorrection(
  opened: Opened,
  viewer: VolumeViewer | null,
  session: EditingSession | null,
): SmartCorrection | null {
  const [smart, setSmart] = useState<SmartCorrection | null>(null);
  useEffect(() => {
    if (!viewer || !session) return;
    const made = new SmartCorrection(viewer, (header, labels, signal) =>
      askCorrection(opened.id, session.leaseToken, header, labels, signal),
    );
    setSmart(made);
    return () => {
      made.close();
      setSmart(null);
    };
  }, [opened, viewer, session]);
  return smart;
}
