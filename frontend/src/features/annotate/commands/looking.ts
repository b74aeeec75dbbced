import { presetsFor } from '@/viewer';
import { type EditorCommand, onViewer } from './types';

const slice = (id: string, name: string, key: string, step: number): EditorCommand =>
  onViewer(id, name, [key], { group: 'Looking', repeats: true }, (viewer) => {
    const up = viewer.planes[0]?.lastIsTop ? 1 : -1;
    viewer.jumpToSlice('z', viewer.state.get().focus[0] + up * step);
  });

const preset = (position: number): EditorCommand =>
  onViewer(
    `window.preset-${position + 1}`,
    `Window preset ${position + 1}`,
    [`Alt+${position + 1}`],
    { group: 'Looking' },
    (viewer, { opened }) => {
      const found = presetsFor(opened.case.modality, viewer.storedWindow)[position];
      if (found) viewer.setWindow(found.window);
    },
  );

export const looking: readonly EditorCommand[] = [
  slice('slice.up', 'Slice up', 'Up', 1),
  slice('slice.down', 'Slice down', 'Down', -1),
  slice('slice.up-10', 'Ten slices up', 'PageUp', 10),
  slice('slice.down-10', 'Ten slices down', 'PageDown', -10),
  ...[0, 1, 2, 3, 4].map(preset),
  onViewer('window.invert', 'Invert', ['Shift+I'], { group: 'Looking' }, (viewer) =>
    viewer.setInverted(!viewer.state.get().inverted),
  ),
  onViewer('view.reset', 'Whole slice again', ['*'], { group: 'Looking' }, (viewer) => viewer.resetView()),
];
