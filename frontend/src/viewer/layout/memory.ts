import { keep, readKept } from '@/lib/kept';
import { type Layout, layoutKinds } from './PaneLayout';

export interface LayoutMemory {
  /** What was chosen last; null for nothing, or for something that this version does not know. */
  read(): Layout | null;
  write(layout: Layout): void;
}

/** Keeps the layout in this browser, for each person and each modality: an MR reader likes other panes than a CT reader. */
export function browserMemory(person: string, modality: string): LayoutMemory {
  const key = `gyre.layout.${person}.${modality}`;
  return {
    read: () => layoutOf(readKept(key)),
    write: (layout) => keep(key, layout),
  };
}

function layoutOf(found: unknown): Layout | null {
  if (typeof found !== 'object' || !found || !('kind' in found) || !('big' in found)) return null;
  const kind = layoutKinds.find((each) => each === found.kind);
  const big = (['z', 'y', 'x', 'surface'] as const).find((each) => each === found.big);
  if (!kind || !big) return null;
  if ((kind === 'surface') !== (big === 'surface') && kind !== 'solid') return null;
  return { kind, big };
}
