export { CohortsScreen } from './CohortsScreen';
