export type { CompanionState, Outlines } from './companionState';
export { away } from './places';
export { type CompanionOptions, CompanionViewer } from './CompanionViewer';
