import type { Command } from '@/lib/commands';
import { presetsFor, type VolumeViewer } from '@/viewer';
import type { Opened } from '../api';
import type { Dialog } from '../Editor';
import type { WhyMap } from '../why/WhyMap';
import type { AnswerStore } from './AnswerStore';
import { clear, nextBox, nudge, othersAbsent, putBox, say, takeModels } from './acts';

/** What the commands of the findings editor act on. */
export interface ClassifyContext {
  opened: Opened;
  viewer: VolumeViewer | null;
  store: AnswerStore;
  /** Null until the panes are there. */
  why: WhyMap | null;
  show(dialog: Dialog): void;
  submit(): void;
  compare(): void;
  comment(): void;
}

export type ClassifyCommand = Command<ClassifyContext>;
export const classifyGroups = ['Findings', 'Boxes', 'Looking', 'Case'] as const;

type Group = (typeof classifyGroups)[number];

const command = (
  group: Group,
  id: string,
  name: string,
  keys: readonly string[],
  run: ClassifyCommand['run'],
): ClassifyCommand => ({ id, name, group, keys, run });

const repeating = (...of: Parameters<typeof command>): ClassifyCommand => ({
  ...command(...of),
  repeats: true,
});

const onViewer =
  (run: (viewer: VolumeViewer, context: ClassifyContext) => void) => (context: ClassifyContext) => {
    if (context.viewer) run(context.viewer, context);
  };

/** Ids of what the mask editor has too are the same, so that a person's own keys hold in both. */
const numbered = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

const findings: readonly ClassifyCommand[] = [
  command('Findings', 'finding.present', 'Present', ['P'], ({ store }) => say(store, 'present')),
  command('Findings', 'finding.absent', 'Absent', ['A'], ({ store }) => say(store, 'absent')),
  command('Findings', 'finding.uncertain', 'Uncertain', ['Q'], ({ store }) => say(store, 'uncertain')),
  command('Findings', 'finding.others-absent', 'All others absent', ['O'], ({ store }) =>
    othersAbsent(store),
  ),
  repeating('Findings', 'finding.next', 'Next finding', ['Down'], ({ store }) => store.step(1)),
  repeating('Findings', 'finding.previous', 'Previous finding', ['Up'], ({ store }) => store.step(-1)),
  ...numbered.map((key, position) =>
    command(
      'Findings',
      `label.${position + 1}`,
      `Take finding ${position + 1} in hand`,
      [key],
      ({ store }) => {
        const found = store.asked[position];
        if (found) store.take(found.key);
      },
    ),
  ),
  command(
    'Findings',
    'finding.clear',
    'Delete the box in hand, else take the answer back',
    ['Delete', 'Backspace'],
    ({ store }) => clear(store),
  ),
  command('Findings', 'proposal.compare', 'Compare with the model', ['K'], (context) => context.compare()),
  command('Findings', 'why.show', 'Why: heat map of the finding in hand', ['Shift+U'], ({ why }) =>
    why?.toggle(),
  ),
  command('Findings', 'proposal.take', 'Take the model’s answers', ['L'], ({ store }) => takeModels(store)),
  repeating('Findings', 'edit.undo', 'Undo', ['Z', 'Ctrl+Z'], ({ store }) => store.undo()),
  repeating('Findings', 'edit.redo', 'Redo', ['Y', 'Ctrl+Y', 'Ctrl+Shift+Z'], ({ store }) => store.redo()),
];

const sides = [
  ['left', 'Left', -1, 0],
  ['right', 'Right', 1, 0],
  ['up', 'Up', 0, -1],
  ['down', 'Down', 0, 1],
] as const;

const boxes: readonly ClassifyCommand[] = [
  command(
    'Boxes',
    'tool.box',
    'Box',
    ['B'],
    onViewer((viewer) => viewer.setTool('box')),
  ),
  command(
    'Boxes',
    'box.put',
    'A box in the middle',
    ['Shift+B'],
    onViewer((viewer, { store, opened }) => putBox(store, viewer, opened.case.slices)),
  ),
  command('Boxes', 'box.next', 'Next box of the finding', ['J'], ({ store }) => nextBox(store)),
  ...sides.map(([side, key, x, y]) =>
    repeating(
      'Boxes',
      `box.${side}`,
      `Move the box ${side}`,
      [`Shift+${key}`],
      onViewer((viewer, { store }) => nudge(store, viewer, [x, y])),
    ),
  ),
  ...sides.map(([side, key, x, y]) =>
    repeating(
      'Boxes',
      `box.corner-${side}`,
      `Its lower right corner ${side}`,
      [`Ctrl+${key}`],
      onViewer((viewer, { store }) => nudge(store, viewer, [x, y], true)),
    ),
  ),
  command(
    'Boxes',
    'edit.cancel',
    'Take back the drag in hand',
    ['Esc'],
    onViewer((viewer) => void viewer.cancelStroke()),
  ),
];

const looking: readonly ClassifyCommand[] = [
  command(
    'Looking',
    'tool.select',
    'Select: put the crosshair',
    ['V'],
    onViewer((viewer) => viewer.setTool('select')),
  ),
  command(
    'Looking',
    'tool.window',
    'Window / level',
    ['W'],
    onViewer((viewer) => viewer.setTool('window')),
  ),
  ...[0, 1, 2, 3, 4].map((position) =>
    command(
      'Looking',
      `window.preset-${position + 1}`,
      `Window preset ${position + 1}`,
      [`Alt+${position + 1}`],
      onViewer((viewer, { opened }) => {
        const found = presetsFor(opened.case.modality, viewer.storedWindow)[position];
        if (found) viewer.setWindow(found.window);
      }),
    ),
  ),
  command(
    'Looking',
    'window.invert',
    'Invert',
    ['Shift+I'],
    onViewer((viewer) => viewer.setInverted(!viewer.state.get().inverted)),
  ),
  repeating(
    'Looking',
    'slice.up-10',
    'Slice up',
    ['PageUp'],
    onViewer((viewer) => viewer.stepSlice(1)),
  ),
  repeating(
    'Looking',
    'slice.down-10',
    'Slice down',
    ['PageDown'],
    onViewer((viewer) => viewer.stepSlice(-1)),
  ),
  repeating(
    'Looking',
    'view.zoom-in',
    'Zoom in',
    ['+'],
    onViewer((viewer) => viewer.zoomBy(1.25, 'z')),
  ),
  repeating(
    'Looking',
    'view.zoom-out',
    'Zoom out',
    ['_'],
    onViewer((viewer) => viewer.zoomBy(0.8, 'z')),
  ),
  command(
    'Looking',
    'view.reset',
    'Whole image again',
    ['*'],
    onViewer((viewer) => viewer.resetView()),
  ),
];

const ofCase: readonly ClassifyCommand[] = [
  command('Case', 'case.submit', 'Submit and open the next', ['Ctrl+Enter'], (context) => context.submit()),
  command('Case', 'case.skip', 'Skip', ['Shift+S'], (context) => context.show('skip')),
  command('Case', 'case.flag', 'Flag for the lead', ['Shift+F'], (context) => context.show('flag')),
  command('Case', 'case.comment', 'Comment', ['M'], (context) => context.comment()),
  command('Case', 'help.keys', 'All keys', ['?'], (context) => context.show('keys')),
];

/** Everything one can ask of the findings editor. */
export const classifyCommands: readonly ClassifyCommand[] = [...findings, ...boxes, ...looking, ...ofCase];
