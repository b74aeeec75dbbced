import type { Tool } from '@/viewer';
import { type EditorCommand, onViewer } from './types';

const tool = (name: Tool, words: string, key: string): EditorCommand =>
  onViewer(`tool.${name}`, words, [key], { group: 'Tools' }, (viewer) => viewer.setTool(name));

export const tools: readonly EditorCommand[] = [
  tool('select', 'Select: put the crosshair', 'V'),
  tool('brush', 'Brush', 'B'),
  tool('erase', 'Eraser', 'E'),
  tool('threshold', 'Threshold brush', 'T'),
  tool('scissors', 'Scissors', 'C'),
  tool('lasso', 'Lasso', 'L'),
  tool('fill', 'Fill an outline, or relabel a piece', 'F'),
  tool('grow', 'Region grow', 'G'),
  tool('smart', 'Smart correction: this is, this is not', 'A'),
  tool('window', 'Window / level', 'W'),
  onViewer('brush.smaller', 'Smaller brush', ['['], { group: 'Tools', repeats: true }, (viewer) =>
    viewer.resizeBrush(-1),
  ),
  onViewer('brush.larger', 'Larger brush', [']'], { group: 'Tools', repeats: true }, (viewer) =>
    viewer.resizeBrush(1),
  ),
  onViewer('edit.undo', 'Undo', ['Z', 'Ctrl+Z'], { group: 'Tools', repeats: true }, (viewer) =>
    viewer.undo(),
  ),
  onViewer(
    'edit.redo',
    'Redo',
    ['Y', 'Ctrl+Y', 'Ctrl+Shift+Z'],
    { group: 'Tools', repeats: true },
    (viewer) => viewer.redo(),
  ),
  onViewer(
    'edit.cancel',
    'Take back the stroke in hand',
    ['Esc'],
    { group: 'Tools' },
    (viewer, { smart }) => {
      if (!viewer.cancelStroke()) smart?.cancel();
    },
  ),
];
