import type { ReactNode } from 'react';

interface Props {
  /** The figure with its unit: "9.2 min". */
  figure: ReactNode;
  /** What it is of: "median a case". */
  of: ReactNode;
  size?: 'card' | 'screen';
}

/** One number that is read at a glance, with what it counts below. */
export function StatTile({ figure, of, size = 'card' }: Props) {
  const big = size === 'screen';
  return (
    <div>
      <div
        className="num"
        style={{
          fontSize: big ? 'var(--fs-4)' : 'var(--fs-3)',
          lineHeight: big ? 'var(--lh-4)' : 'var(--lh-3)',
          fontWeight: 'var(--fw-strong)',
        }}
      >
        {figure}
      </div>
      <div className="small t3">{of}</div>
    </div>
  );
}
