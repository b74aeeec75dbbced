import type { ReactNode } from 'react';

/** One sentence of what will be here, and one action. Never an illustration. */
export function EmptyState({ sentence, action }: { sentence: ReactNode; action?: ReactNode }) {
  return (
    <div className="row" style={{ padding: 'var(--s-3) 0', color: 'var(--text-2)' }}>
      <p className="grow">{sentence}</p>
      {action}
    </div>
  );
}
