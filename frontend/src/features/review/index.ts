export { ReviewQueueScreen } from './ReviewQueueScreen';
