import { useSyncExternalStore } from 'react';
import { QuietButton } from './QuietButton';
import styles from './toasts.module.css';

export interface Toast {
  text: string;
  /** What takes it back, where it can be taken back. */
  undo?: () => void;
  /** The word on its button; "Undo" when left out. */
  undoText?: string;
}

const SHOWN_MS = 6000;
let current: Toast | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(toast: Toast | null) {
  current = toast;
  for (const listener of listeners) listener();
}

/** Shows one short message bottom left for six seconds. Not for errors that need a decision: use ProblemNotice. */
export function toast(message: Toast | string): void {
  clearTimeout(timer);
  set(typeof message === 'string' ? { text: message } : message);
  timer = setTimeout(() => set(null), SHOWN_MS);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function ToastHost() {
  const shown = useSyncExternalStore(subscribe, () => current);
  if (!shown) return null;
  const undo = shown.undo;
  return (
    <div className={styles.toast} role="status">
      <span>{shown.text}</span>
      {undo && (
        <QuietButton
          onClick={() => {
            undo();
            set(null);
          }}
        >
          {shown.undoText ?? 'Undo'}
        </QuietButton>
      )}
    </div>
  );
}
