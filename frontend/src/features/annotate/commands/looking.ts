import type { LayoutKind } from '@/viewer';
import { type EditorCommand, onViewer } from './types';

const looks = { group: 'Looking' } as const;
const held = { group: 'Looking', repeats: true } as const;

const slice = (id: string, name: string, key: string, step: number): EditorCommand =>
  onViewer(id, name, [key], held, (viewer) => viewer.stepSlice(step));

const nudge = (side: string, key: string, right: number, down: number): EditorCommand =>
  onViewer(`crosshair.${side}`, `Crosshair ${side}`, [key], held, (viewer) => viewer.nudge(right, down));

const panes = (kind: LayoutKind, name: string): EditorCommand =>
  onViewer(`layout.${kind}`, name, [], looks, (viewer) => viewer.layout.choose(kind));

const preset = (position: number): EditorCommand =>
  onViewer(
    `window.preset-${position + 1}`,
    `Window preset ${position + 1}`,
    [`Alt+${position + 1}`],
    looks,
    (viewer) => {
      const found = viewer.presets[position];
      if (found) viewer.setWindow(found.window);
    },
  );

const zoom = (id: string, name: string, key: string, factor: number): EditorCommand =>
  onViewer(id, name, [key], held, (viewer) => viewer.zoomBy(factor, viewer.active.get()));

const rate = (id: string, name: string, key: string, factor: number): EditorCommand =>
  onViewer(id, name, [key], held, ({ cine }) => cine.setRate(cine.state.get().rate * factor));

/** What one sees and where. Slices, crosshair, zoom and cine act on the pane last pointed at or focused. */
export const looking: readonly EditorCommand[] = [
  slice('slice.up', 'Slice up', 'Up', 1),
  slice('slice.down', 'Slice down', 'Down', -1),
  slice('slice.up-10', 'Ten slices up', 'PageUp', 10),
  slice('slice.down-10', 'Ten slices down', 'PageDown', -10),
  nudge('left', 'Left', -1, 0),
  nudge('right', 'Right', 1, 0),
  nudge('up', 'Shift+Up', 0, -1),
  nudge('down', 'Shift+Down', 0, 1),
  onViewer('layout.next', 'Next layout', ['X'], looks, (viewer) => viewer.layout.next()),
  onViewer('layout.swap', 'Next plane in the big pane', ['Shift+X'], looks, (viewer) =>
    viewer.layout.enlargeNext(),
  ),
  panes('planes', 'Three planes'),
  panes('one', 'One plane'),
  panes('solid', 'Planes and 3D'),
  panes('surface', '3D alone'),
  ...[0, 1, 2, 3, 4].map(preset),
  onViewer('window.invert', 'Invert', ['Shift+I'], looks, (viewer) =>
    viewer.setInverted(!viewer.state.get().inverted),
  ),
  zoom('view.zoom-in', 'Zoom in', '+', 1.25),
  zoom('view.zoom-out', 'Zoom out', '_', 0.8),
  onViewer('view.reset', 'Whole slice again', ['*'], looks, (viewer) => viewer.resetView()),
  onViewer('cine.play', 'Play or stop the slices', ['K'], looks, ({ cine, active }) =>
    cine.toggle(active.get()),
  ),
  rate('cine.slower', 'Play slower', '<', 0.8),
  rate('cine.faster', 'Play faster', '>', 1.25),
  onViewer('cine.turns', 'At the last slice: turn or begin again', [], looks, ({ cine }) =>
    cine.setTurns(!cine.state.get().turns),
  ),
];
