export { DatasetsScreen } from './DatasetsScreen';
