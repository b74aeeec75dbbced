export type { MaskAccess } from './mask/operations';
export { copyLabel, fillHoles, keepLargest } from './mask/operations';
export { openVolume } from './openVolume';
export { isTyping } from './PaneControls';
export { type Preset, presetNamed, presetsFor } from './presets';
export * from './types';
export { type DoubtfulPlace, doubtFloor, doubtfulPlaces, doubtProfile } from './uncertainty';
export type { ViewerOptions, VolumeViewer } from './VolumeViewer';
