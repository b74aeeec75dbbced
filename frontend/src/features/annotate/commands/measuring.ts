import type { MeasureKind } from '@/viewer';
import { type EditorCommand, onViewer } from './types';

const looks = { group: 'Looking' } as const;

const measure = (kind: MeasureKind, name: string, key: string): EditorCommand =>
  onViewer(`tool.${kind}`, name, [key], looks, (viewer) => viewer.setTool(kind));

export const measuring: readonly EditorCommand[] = [
  measure('ruler', 'Ruler', 'R'),
  measure('angle', 'Angle', 'Shift+R'),
  measure('ellipse', 'Mean in an ellipse', 'Alt+R'),
  onViewer('measure.remove', 'Remove the last measure', ['Delete', 'Backspace'], looks, ({ measures }) => {
    const selected = measures.selected.get() ?? measures.all.get().at(-1)?.id;
    if (selected !== undefined) measures.remove(selected);
  }),
  onViewer('measure.clear', 'Remove all measures', [], looks, ({ measures }) => measures.clear()),
];
