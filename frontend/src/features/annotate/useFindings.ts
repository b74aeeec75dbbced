import { useCallback, useState } from 'react';
import type { VolumeViewer } from '@/viewer';
import type { Finding } from './api';
import type { EditingSession, SessionState } from './EditingSession';

const none: readonly Finding[] = [];

/** What the checks say, as the person walks through it. */
export function useFindings(
  viewer: VolumeViewer | null,
  session: EditingSession | null,
  state: SessionState | null,
) {
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const held = (state?.asked.length ?? 0) > 0;
  const findings = (held ? state?.asked : state?.findings) ?? none;

  const go = useCallback(
    (position: number) => {
      const finding = findings[position];
      if (!viewer || !finding) return;
      setOpen(true);
      setAt(position);
      viewer.setActiveLabel(finding.label);
      const [z, y, x] = finding.place ?? [];
      if (z !== undefined && y !== undefined && x !== undefined) viewer.jumpTo([z, y, x]);
    },
    [viewer, findings],
  );
  const next = useCallback(
    (step: 1 | -1) => {
      if (state?.comparison) session?.decisions.step(step);
      else if (findings.length > 0) go(at < 0 ? 0 : (at + step + findings.length) % findings.length);
    },
    [session, state?.comparison, findings, at, go],
  );
  const close = () => {
    setOpen(false);
    setAt(-1);
    session?.dismissFindings();
  };
  return { shown: (open || held) && findings.length > 0, held, findings, at, go, next, close };
}
