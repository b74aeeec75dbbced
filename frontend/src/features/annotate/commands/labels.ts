import { type Label, labelKeys, type VolumeViewer } from '@/viewer';
import { labelMenu } from '../labelMenu';
import { type EditorCommand, onViewer } from './types';

const take = (key: string, position: number): EditorCommand =>
  onViewer(
    `label.${position + 1}`,
    `Take label ${position + 1} in hand`,
    [key],
    { group: 'Labels and doubt' },
    (viewer) => {
      const label = viewer.state.get().labels[position];
      if (label) viewer.setActiveLabel(label.value);
    },
  );

function changeInHand(
  viewer: VolumeViewer,
  change: (label: Label) => Parameters<VolumeViewer['setLabel']>[1],
): void {
  const { labels: all, activeLabel } = viewer.state.get();
  const inHand = all.find((label) => label.value === activeLabel);
  if (inHand) viewer.setLabel(inHand.value, change(inHand));
}

export const labels: readonly EditorCommand[] = [
  ...labelKeys.map(take),
  onViewer('label.hide-all', 'Hide or show all labels', ['H'], { group: 'Labels and doubt' }, (viewer) =>
    viewer.setAllVisible(!viewer.state.get().labels.some((label) => label.visible)),
  ),
  onViewer('label.hide', 'Hide or show the label in hand', ['J'], { group: 'Labels and doubt' }, (viewer) =>
    changeInHand(viewer, ({ visible }) => ({ visible: !visible })),
  ),
  onViewer(
    'label.lock',
    'Lock or open the label in hand',
    ['Shift+L'],
    { group: 'Labels and doubt' },
    (viewer) => changeInHand(viewer, ({ locked }) => ({ locked: !locked })),
  ),
  onViewer('label.menu', 'What acts on the label in hand', ['.'], { group: 'Labels and doubt' }, (viewer) =>
    labelMenu.set(viewer.state.get().activeLabel),
  ),
  onViewer('labels.outlines', 'Labels as outlines only', ['O'], { group: 'Labels and doubt' }, (viewer) =>
    viewer.setOutlinesOnly(!viewer.state.get().outlinesOnly),
  ),
  onViewer(
    'labels.opacity',
    'Fill of labels: 25, 50, 75 %',
    ['Shift+O'],
    { group: 'Labels and doubt' },
    (viewer) => viewer.setLabelOpacity((Math.round(viewer.state.get().labelOpacity * 4) % 3) / 4 + 0.25),
  ),
];
