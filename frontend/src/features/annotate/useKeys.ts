import { useEffect, useRef } from 'react';
import { isTyping } from '@/viewer';
import { type Act, actOf } from './keys';

/** Listens for the editor's keys while no text field has the focus and no dialog is open. */
export function useKeys(enabled: boolean, handle: (act: Act) => void): void {
  const latest = useRef(handle);
  latest.current = handle;
  useEffect(() => {
    if (!enabled) return;
    const listener = (event: KeyboardEvent) => {
      const act = isTyping(event) ? null : actOf(event);
      if (!act) return;
      const repeats =
        act.kind === 'slice' || act.kind === 'size' || act.kind === 'undo' || act.kind === 'redo';
      if (event.repeat && !repeats) return;
      event.preventDefault();
      latest.current(act);
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [enabled]);
}
