/** What a reviewer decides on, apart from the queue: it brings the viewer with it, so it is loaded when it is opened. */
export { AdjudicateScreen } from './AdjudicateScreen';
export { ReviewCaseScreen } from './ReviewCaseScreen';
