import { useCallback, useMemo, useState } from 'react';
import { useCommands } from '@/lib/commands';
import { editorCommands } from './commands';
import type { EditorContext } from './commands/types';

/** The editor's commands, and at which doubtful place one stands. */
export function useEditorCommands(parts: Omit<EditorContext, 'place' | 'goToPlace'>, enabled: boolean) {
  const { viewer, places } = parts;
  const [walkedTo, setPlace] = useState(-1);
  const openedAt = useMemo(() => placeAt(viewer, places), [viewer, places]);
  const place = walkedTo < 0 ? openedAt : walkedTo;
  const goToPlace = useCallback(
    (position: number) => {
      const found = places[position];
      if (!viewer || !found) return;
      setPlace(position);
      viewer.jumpTo(found.index);
    },
    [viewer, places],
  );
  const commands = useCommands(editorCommands, { ...parts, place, goToPlace }, enabled);
  return { commands, place };
}

/** The doubtful place that the crosshair stands on: a case opens at the worst; -1 at none. */
function placeAt(viewer: EditorContext['viewer'], places: EditorContext['places']): number {
  const focus = viewer?.state.get().focus;
  return places.findIndex(({ index }) => focus?.every((value, axis) => value === index[axis]));
}
