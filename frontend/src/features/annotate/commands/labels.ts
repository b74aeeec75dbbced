import { labelKeys } from '@/viewer';
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

export const labels: readonly EditorCommand[] = [
  ...labelKeys.map(take),
  onViewer('label.hide-all', 'Hide or show all labels', ['H'], { group: 'Labels and doubt' }, (viewer) =>
    viewer.setAllVisible(!viewer.state.get().labels.some((label) => label.visible)),
  ),
];
