import type { OpenSeries } from '../pixels/Series';
import { firstWindow } from '../presets';
import type { SceneSources } from '../Scene';
import type { Index, PlaneInfo, ViewerState, ViewerStatus, Window } from '../types';
import type { Nearest } from './places';

/** Which outlines lie on a companion: none, those of the mask in hand, those of its own approved mask. */
export type Outlines = 'none' | 'case' | 'own';

export interface CompanionState {
  status: ViewerStatus;
  /** Share of the slices that have arrived, 0 to 1. */
  loaded: number;
  problem: string | null;
  window: Window;
  inverted: boolean;
  /** The plane shown, and how far it is turned against the case's, degrees. */
  info: PlaneInfo;
  turnedBy: number;
  /** Where the shared point lies in this series. */
  place: Nearest;
  /** What ties it to the case: the frame of reference, a person's word, or nothing yet. */
  linkedBy: 'frame' | 'hand' | null;
  /** Whether it goes along. */
  synced: boolean;
  outlines: Outlines;
  /** Intensity at what the mouse points at, on whichever pane; null outside. */
  value: number | null;
}

export function firstState(
  series: OpenSeries,
  stage: Pick<CompanionState, 'info' | 'turnedBy' | 'place'>,
  linked: boolean,
  fits: boolean,
): CompanionState {
  return {
    ...stage,
    status: 'loading',
    loaded: 0,
    problem: null,
    window: series.storedWindow ?? firstWindow,
    inverted: false,
    linkedBy: linked ? 'frame' : null,
    synced: true,
    outlines: fits ? 'case' : 'none',
    value: null,
  };
}

/** What a scene asks of a viewer, for one that only looks: the case's labels, this series' place and window. */
export function looksOf(state: CompanionState, host: ViewerState, focus: Index): ViewerState {
  const { window, inverted } = state;
  return {
    ...host,
    window,
    inverted,
    focus,
    labels: host.labels,
    uncertaintyShown: false,
    hasUncertainty: false,
    heatShown: false,
    editable: false,
  };
}

/** What a companion's scene draws: outlines of one mask, (z, y, x) uint8 on the series' own grid, and no doubt. */
export function sourcesOf(
  shape: Index,
  { looks, mask }: { looks: () => ViewerState; mask: () => Readonly<Uint8Array> },
): SceneSources {
  const store = {
    shape,
    get data() {
      return mask() as Uint8Array;
    },
  };
  return { state: looks, store, reference: () => null, uncertainty: () => null, outlinesOnly: true };
}
