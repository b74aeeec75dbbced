import { useCallback, useState } from 'react';
import { useCommands } from '@/lib/commands';
import { editorCommands } from './commands';
import type { EditorContext } from './commands/types';

/** The editor's commands, and at which doubtful place one stands. */
export function useEditorCommands(parts: Omit<EditorContext, 'place' | 'goToPlace'>, enabled: boolean) {
  const { viewer, places } = parts;
  const [place, setPlace] = useState(-1);
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
