export { type CompanionOptions, CompanionViewer } from './CompanionViewer';
export type { CompanionState, Outlines } from './companionState';
export { away } from './places';
