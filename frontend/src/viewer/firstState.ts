import { clampIndex } from './geometry';
import type { PaneLayout } from './layout/PaneLayout';
import type { OpenSeries } from './pixels/Series';
import { firstWindow } from './presets';
import type { Index, Label, ViewerState, VolumeSource } from './types';
import { initialBrush, initialOptions } from './ViewerSettings';

export interface ViewerOptions {
  labels: readonly Label[];
  /** False for a reader who only looks: no tool changes the mask. */
  editable: boolean;
  /** Where to open; the middle when left out. */
  focus?: Index;
  /** Which panes are shown; three planes when left out. */
  layout?: PaneLayout;
  /** What is shown: for its modality, and to find what was measured in it before. */
  source?: VolumeSource;
}

/** What a viewer shows before anything has come or been done. */
export function firstState(series: OpenSeries, options: ViewerOptions): ViewerState {
  const { shape } = series.grid;
  return {
    status: 'loading',
    graphics: 'there',
    loaded: 0,
    badSlices: [],
    problem: null,
    focus: clampIndex(shape, options.focus ?? (shape.map((n) => Math.floor(n / 2)) as unknown as Index)),
    tool: options.editable ? 'brush' : 'select',
    brush: initialBrush,
    options: initialOptions,
    labelOpacity: 0.25,
    outlinesOnly: false,
    threshold: [0, 100],
    activeLabel: options.labels[0]?.value ?? 0,
    labels: options.labels,
    window: series.storedWindow ?? firstWindow,
    inverted: false,
    uncertaintyShown: false,
    hasUncertainty: false,
    heatShown: false,
    zoom: 1,
    undoable: 0,
    redoable: 0,
    maskVersion: 0,
    editable: options.editable,
  };
}
