export { WorkScreen } from './WorkScreen';
