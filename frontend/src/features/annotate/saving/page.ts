interface Parts {
  /** The person does something. */
  touch: () => void;
  /** The page is out of sight, or about to be gone. */
  leave: () => void;
  flush: () => void;
  /** Whether closing the page now would lose edits. */
  wouldLose: () => boolean;
  signal: AbortSignal;
}

/** What the page itself tells: the person is at work, goes away, closes the tab, or the network is back. */
export function listenToPage({ touch, leave, flush, wouldLose, signal }: Parts): void {
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const) {
    window.addEventListener(name, touch, { signal, passive: true });
  }
  window.addEventListener('online', flush, { signal });
  window.addEventListener('pagehide', flush, { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState !== 'hidden') return;
      leave();
      flush();
    },
    { signal },
  );
  window.addEventListener(
    'beforeunload',
    (event) => {
      flush();
      // The browser asks only when something would be lost: what is kept in it is sent the next time.
      if (wouldLose()) event.preventDefault();
    },
    { signal },
  );
}
