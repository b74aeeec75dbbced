export { RoundsScreen } from './RoundsScreen';
