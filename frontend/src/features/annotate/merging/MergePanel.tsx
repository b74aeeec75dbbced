import type { ReactNode } from 'react';
import type { Commands } from '@/lib/commands';
import { counted } from '@/lib/numbers';
import { PanelHead, QuietButton } from '@/ui';
import type { Opened } from '../api';
import type { Merging } from './useMerging';

interface Props {
  opened: Opened;
  /** Null for any other working copy. */
  merging: Merging | null;
  commands: Commands;
  /** What comes after it. */
  children: ReactNode;
}

/** Where two reads are merged, before the remarks: whose version the disputed place at the crosshair gets. */
export function MergePanel({ opened, merging, commands, children }: Props) {
  return (
    <>
      {merging && <Take {...{ opened, merging, commands }} />}
      {children}
    </>
  );
}

type TakeProps = Omit<Props, 'children' | 'merging'> & { merging: Merging };

function Take({ opened, merging, commands }: TakeProps) {
  const ids = ['merge.first', 'merge.second'] as const;
  return (
    <section aria-label="Merge">
      <PanelHead title="Merge">
        <span className="small t2">{counted(merging.places.length, 'disputed place')}</span>
      </PanelHead>
      <p className="small t2" style={{ marginBottom: 'var(--s-2)' }}>
        The place at the crosshair as one reader has it. Your signature is enough while every voxel is a
        reader's.
      </p>
      <div className="row">
        {opened.made_from.slice(0, 2).map((source, read) => {
          const id = ids[read] ?? ids[0];
          return (
            <QuietButton
              key={source.id}
              title={source.author}
              size="compact-sm"
              onClick={() => commands.run(id)}
            >
              Take {read === 0 ? 'A' : 'B'}&nbsp;<kbd>{commands.keyFor(id)}</kbd>
            </QuietButton>
          );
        })}
      </div>
    </section>
  );
}
