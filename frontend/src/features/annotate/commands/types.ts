import type { Command } from '@/lib/commands';
import type { Index, VolumeViewer } from '@/viewer';
import type { Opened } from '../api';
import type { Compare } from '../compare/useCompare';
import type { EditingSession } from '../EditingSession';
import type { Dialog } from '../Editor';
import type { Merging } from '../merging/useMerging';
import type { SmartCorrection } from '../smart/SmartCorrection';
import type { WhyMap } from '../why/WhyMap';

/** What the editor's commands act on. */
export interface EditorContext {
  opened: Opened;
  /** Null until the panes are there. */
  viewer: VolumeViewer | null;
  session: EditingSession | null;
  /** The doubtful places, worst first. */
  places: readonly { index: Index }[];
  /** At which of them one stands; -1 before the first. */
  place: number;
  goToPlace(position: number): void;
  compare: Compare;
  /** Null until one can draw. */
  smart: SmartCorrection | null;
  /** Null until the panes are there. */
  why: WhyMap | null;
  /** Only where two reads are merged. */
  merging: Merging | null;
  show(dialog: Dialog): void;
  submit(): void;
  comment(): void;
  /** To the next thing that the checks found, or to the next difference where two versions are compared. */
  nextFinding(step: 1 | -1): void;
}

export type EditorCommand = Command<EditorContext>;

/** The headings of the sheet of keys, in its order. */
export const groups = ['Tools', 'Label in hand', 'Labels and doubt', 'Looking', 'Case'] as const;

/** What the mouse does with the tools, which no command says. */
export const mouse = {
  Tools: [
    ['A ball, all slices, the volume', 'Shift held'],
    ['Range of the threshold brush', 'Right drag'],
    ['Region grow takes more or less', 'Drag right, left'],
    ['Fill removes a piece', 'Alt + click'],
  ],
} as const;

interface Words {
  group: (typeof groups)[number];
  repeats?: true;
}

/** A command that needs the viewer: nothing happens before it is there. */
export function onViewer(
  id: string,
  name: string,
  keys: readonly string[],
  words: Words,
  run: (viewer: VolumeViewer, context: EditorContext) => void,
): EditorCommand {
  return { id, name, keys, ...words, run: (context) => context.viewer && run(context.viewer, context) };
}
