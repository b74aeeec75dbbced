export { default as DeskScreen } from './DeskScreen';
export { default as EditorScreen } from './EditorScreen';
