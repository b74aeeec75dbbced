import type { ReactNode } from 'react';

/** A name above a control. */
export function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label style={{ display: 'block', minWidth: 0 }}>
      <span className="small t2" style={{ display: 'block', marginBottom: 'var(--s-1)' }}>
        {name}
      </span>
      {children}
    </label>
  );
}
