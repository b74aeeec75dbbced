import { useEffect } from 'react';
import { isTyping } from '@/lib/commands';

export interface ListKeys {
  move: (by: number) => void;
  toggle: () => void;
  all: () => void;
  preview?: () => void;
  assign?: () => void;
  /** To the next place that can be searched. */
  source?: () => void;
  search: () => void;
  submit: () => void;
}

const onControl = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('button, a, [role="dialog"]') !== null;

/** The keys of a list. Single letters are off while a text field has the focus. */
export function useListKeys(keys: ListKeys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
      const act = actOf(event, keys);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}

function actOf(event: KeyboardEvent, keys: ListKeys): (() => void) | undefined {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === 'Enter') return keys.submit;
  if (isTyping(event)) return undefined;
  if (control) return event.key.toLowerCase() === 'a' ? keys.all : undefined;
  if (event.altKey) return undefined;
  if (event.key === ' ' && onControl(event.target)) return undefined;
  return {
    ArrowDown: () => keys.move(1),
    ArrowUp: () => keys.move(-1),
    ' ': keys.toggle,
    p: keys.preview,
    a: keys.assign,
    s: keys.source,
    '/': keys.search,
  }[event.key];
}
