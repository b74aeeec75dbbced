import { useCallback, useState } from 'react';
import { type Index, presetsFor, type VolumeViewer } from '@/viewer';
import type { Dialog } from './Editor';
import type { Act } from './keys';
import { useKeys } from './useKeys';

interface Parts {
  viewer: VolumeViewer | null;
  places: readonly { index: Index }[];
  modality: string;
  enabled: boolean;
  onDialog: (dialog: Dialog) => void;
  onSubmit: () => void;
  onComment: () => void;
}

/** Does what a key or a button asks for. One place for both, so that they never differ. */
export function useActs(parts: Parts) {
  const { viewer, places, modality, enabled, onDialog, onSubmit, onComment } = parts;
  const [place, setPlace] = useState(-1);

  const walk = useCallback(
    (step: 1 | -1) => {
      if (!viewer || places.length === 0) return;
      const next = place < 0 ? 0 : (place + step + places.length) % places.length;
      const found = places[next];
      if (!found) return;
      setPlace(next);
      viewer.jumpTo(found.index);
    },
    [viewer, places, place],
  );
  const act = useCallback(
    (asked: Act) => {
      switch (asked.kind) {
        case 'submit':
          onSubmit();
          break;
        case 'skip':
        case 'flag':
        case 'keys':
          onDialog(asked.kind);
          break;
        case 'comment':
          onComment();
          break;
        case 'next-place':
          walk(1);
          break;
        case 'previous-place':
          walk(-1);
          break;
        default:
          if (viewer) actOn(viewer, asked, modality);
      }
    },
    [viewer, modality, onDialog, onSubmit, onComment, walk],
  );
  useKeys(enabled, act);
  return { act, place };
}

/** The acts that only the viewer is needed for. */
function actOn(viewer: VolumeViewer, act: Act, modality: string): void {
  const state = viewer.state.get();
  switch (act.kind) {
    case 'tool':
      viewer.setTool(act.tool);
      break;
    case 'size':
      viewer.resizeBrush(act.step);
      break;
    case 'label':
      viewer.setActiveLabel(state.labels[act.position]?.value ?? state.activeLabel);
      break;
    case 'preset':
      viewer.setWindow(presetsFor(modality, viewer.storedWindow)[act.position]?.window ?? state.window);
      break;
    case 'slice':
      viewer.jumpToSlice('z', state.focus[0] + (viewer.planes[0]?.lastIsTop ? act.step : -act.step));
      break;
    case 'hide-all':
      viewer.setAllVisible(!state.labels.some((label) => label.visible));
      break;
    case 'doubt':
      viewer.showUncertainty(!state.uncertaintyShown);
      break;
    case 'undo':
      viewer.undo();
      break;
    case 'redo':
      viewer.redo();
      break;
    case 'invert':
      viewer.setInverted(!state.inverted);
      break;
    case 'reset-view':
      viewer.resetView();
      break;
  }
}
