export { default as EditorScreen } from './EditorScreen';
