import { useEffect } from 'react';
import { isTyping } from '@/lib/commands';

interface HeldKeys {
  move: (by: number) => void;
  /** To the image before or after. */
  turn: (by: number) => void;
  release: () => void;
  reject: () => void;
}

/** The keys of the queue. Single letters are off while a text field has the focus; a held key decides once. */
export function useHeldKeys(keys: HeldKeys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event) || document.querySelector('[role="dialog"]')) return;
      const act = {
        ArrowDown: () => keys.move(1),
        ArrowUp: () => keys.move(-1),
        ArrowRight: () => keys.turn(1),
        ArrowLeft: () => keys.turn(-1),
        r: event.repeat ? undefined : keys.release,
        x: event.repeat ? undefined : keys.reject,
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}
