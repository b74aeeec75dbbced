/** The review of one mask, apart from the queue: it brings the viewer with it, so it is loaded when it is opened. */
export { ReviewCaseScreen } from './ReviewCaseScreen';
