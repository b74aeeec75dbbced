import { type EditorCommand, type EditorContext, onViewer } from './types';

function walk({ places, place, goToPlace }: EditorContext, step: 1 | -1): void {
  if (places.length === 0) return;
  goToPlace(place < 0 ? 0 : (place + step + places.length) % places.length);
}

export const doubt: readonly EditorCommand[] = [
  onViewer('doubt.show', 'Uncertainty', ['U'], { group: 'Labels and doubt' }, (viewer) =>
    viewer.showUncertainty(!viewer.state.get().uncertaintyShown),
  ),
  {
    id: 'why.show',
    name: 'Why: heat map of the label in hand',
    group: 'Labels and doubt',
    keys: ['Shift+U'],
    run: ({ why }) => why?.toggle(),
  },
  {
    id: 'doubt.next',
    name: 'Next doubtful place',
    group: 'Labels and doubt',
    keys: ['N'],
    run: (context) => walk(context, 1),
  },
  {
    id: 'doubt.previous',
    name: 'Previous doubtful place',
    group: 'Labels and doubt',
    keys: ['Shift+N'],
    run: (context) => walk(context, -1),
  },
];
