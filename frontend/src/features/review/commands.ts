import type { Command } from '@/lib/commands';
import { presetsFor, type VolumeViewer } from '@/viewer';

/** What the commands of a review act on. */
export interface ReviewContext {
  /** Null until the panes are there. */
  viewer: VolumeViewer | null;
  modality: string;
  /** The next place that differs, or the one before. */
  walk(by: 1 | -1): void;
  comment(): void;
  /** The sheet of keys. */
  help(): void;
}

/** Of a single mask. */
export interface MaskContext extends ReviewContext {
  setMode(mode: 'submission' | 'prelabel' | 'difference'): void;
  correct(): void;
  decide(): void;
}

/** Of two reads. */
export interface ReadsContext extends ReviewContext {
  take(read: 0 | 1): void;
  merge(): void;
}

type Looking = Command<ReviewContext>;

const onViewer = (
  id: string,
  name: string,
  key: string,
  run: (viewer: VolumeViewer, context: ReviewContext) => void,
): Looking => ({
  id,
  name,
  group: 'Looking',
  keys: [key],
  run: (context) => context.viewer && run(context.viewer, context),
});

const slice = (id: string, name: string, key: string, steps: number): Looking => ({
  ...onViewer(id, name, key, (viewer) => {
    const up = viewer.planes[0]?.lastIsTop ? 1 : -1;
    viewer.jumpToSlice('z', viewer.state.get().focus[0] + up * steps);
  }),
  repeats: true,
});

const preset = (position: number): Looking =>
  onViewer(
    `window.preset-${position + 1}`,
    `Window preset ${position + 1}`,
    `Alt+${position + 1}`,
    (viewer, { modality }) => {
      const found = presetsFor(modality, viewer.storedWindow)[position];
      if (found) viewer.setWindow(found.window);
    },
  );

/** The same names as in the editor, so that a person's own keys hold here too. */
const looking: readonly Looking[] = [
  slice('slice.up', 'Slice up', 'Up', 1),
  slice('slice.down', 'Slice down', 'Down', -1),
  slice('slice.up-10', 'Ten slices up', 'PageUp', 10),
  slice('slice.down-10', 'Ten slices down', 'PageDown', -10),
  ...[0, 1, 2, 3, 4].map(preset),
  onViewer('window.invert', 'Invert', 'Shift+I', (viewer) =>
    viewer.setInverted(!viewer.state.get().inverted),
  ),
  onViewer('view.reset', 'Whole slice again', '*', (viewer) => viewer.resetView()),
  onViewer('tool.select', 'Select: put the crosshair', 'V', (viewer) => viewer.setTool('select')),
  onViewer('tool.window', 'Window / level', 'W', (viewer) => viewer.setTool('window')),
  onViewer('label.hide-all', 'Hide or show all labels', 'H', (viewer) =>
    viewer.setAllVisible(!viewer.state.get().labels.some((label) => label.visible)),
  ),
  onViewer('doubt.show', 'Uncertainty or disagreement', 'U', (viewer) =>
    viewer.showUncertainty(!viewer.state.get().uncertaintyShown),
  ),
  { id: 'doubt.next', name: 'Next difference', group: 'Review', keys: ['N'], run: ({ walk }) => walk(1) },
  {
    id: 'doubt.previous',
    name: 'Previous difference',
    group: 'Review',
    keys: ['Shift+N'],
    run: ({ walk }) => walk(-1),
  },
  {
    id: 'case.comment',
    name: 'Comment on this place',
    group: 'Review',
    keys: ['M'],
    run: ({ comment }) => comment(),
  },
  { id: 'help.keys', name: 'All keys', group: 'Review', keys: ['?'], run: ({ help }) => help() },
];

/** The headings of the sheet of keys, in its order. */
export const reviewGroups = ['Review', 'Looking'] as const;

const ofMask = (
  id: string,
  name: string,
  key: string,
  run: (context: MaskContext) => void,
): Command<MaskContext> => ({ id, name, group: 'Review', keys: [key], run });

export const maskCommands: readonly Command<MaskContext>[] = [
  ...looking,
  ofMask('review.submission', 'The submission', '1', ({ setMode }) => setMode('submission')),
  ofMask('review.prelabel', 'The pre-label', '2', ({ setMode }) => setMode('prelabel')),
  ofMask('review.difference', 'The difference', '3', ({ setMode }) => setMode('difference')),
  ofMask('review.correct', 'Correct it myself', 'C', ({ correct }) => correct()),
  ofMask('review.decide', 'Approve, or return with the comments', 'Ctrl+Enter', ({ decide }) => decide()),
];

const ofReads = (
  id: string,
  name: string,
  key: string,
  run: (context: ReadsContext) => void,
): Command<ReadsContext> => ({ id, name, group: 'Review', keys: [key], run });

export const readsCommands: readonly Command<ReadsContext>[] = [
  ...looking,
  ofReads('review.take-first', "Take the first reader's mask", 'Shift+A', ({ take }) => take(0)),
  ofReads('review.take-second', "Take the second reader's mask", 'Shift+B', ({ take }) => take(1)),
  ofReads('review.decide', 'Merge in the editor', 'Ctrl+Enter', ({ merge }) => merge()),
];
