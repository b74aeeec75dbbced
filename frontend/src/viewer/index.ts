export type { CompanionState, CompanionViewer, Outlines } from './beside';
export type { BoxHand, ShownBox } from './boxes/BoxBoard';
export type { Corners } from './boxes/geometry';
export { budgetHere, type MemoryPlan, planMemory } from './budget';
export type { CineState } from './Cine';
export { type Palette, readPalette } from './colours';
export {
  barsOf,
  differencePerSlice,
  differingRegions,
  disagreementMap,
  disputeAt,
  type Region,
} from './disagreement';
export type { ViewerOptions } from './firstState';
export { type Layout, type LayoutKind, PaneLayout } from './layout/PaneLayout';
export { linkViewers } from './linking';
export { fillHoles } from './mask/holes';
export { interpolate } from './mask/interpolate';
export { copyLabel, type MaskAccess } from './mask/operations';
export { outlinesOf } from './mask/outlines';
export { keepLargest, relabelAll, removeIslands } from './mask/pieces';
export { resizeLabel } from './mask/resize';
export { smooth } from './mask/smooth';
export { type MeasureKind, measureKinds } from './measures/types';
export { basisSentence } from './measures/words';
export { openVolume } from './openVolume';
export type { Pin } from './overlay/pins';
export { drawVoxels, drawWaiting } from './overlay/voxels';
export { CompanionPane, useCompanionState } from './panes/CompanionPane';
export { LabelList, labelKeys } from './panes/LabelList';
export { PointerStatus } from './panes/PointerStatus';
export { Scrubber } from './panes/Scrubber';
export { type CaseImages, sourceOf } from './panes/source';
export { UncertaintyPanel } from './panes/UncertaintyPanel';
export { useObservable } from './panes/useObservable';
export { useOpenVolume } from './panes/useOpenVolume';
export { usePins } from './panes/usePins';
export { usePointed, useViewerState } from './panes/useViewerState';
export { VolumePanes } from './panes/VolumePanes';
export { type Preloaded, preloadVolume } from './preload';
export { type Preset, presetNamed, presetsFor } from './presets';
export type { Scribble } from './tools/smart';
export type { Gesture, Layer, PanePoint, PaneTool, Press, ToolHost } from './tools/types';
export * from './types';
export { type DoubtfulPlace, doubtFloor, doubtfulPlaces, doubtProfile } from './uncertainty';
export type { VolumeViewer } from './VolumeViewer';
