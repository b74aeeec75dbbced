/** The public, plain types of the viewer. Nothing of the rendering library shows through them. */

/** A point or a direction in patient space: LPS, mm. */
export type Vector = readonly [number, number, number];

/** A place in the grid, counted in voxels: [z, y, x]. Not a point in space. */
export type Index = readonly [number, number, number];

/** The index axis that a pane holds constant. `z` is the plane that was scanned: the slices of the series. */
export type Plane = 'z' | 'y' | 'x';
export const planes: readonly Plane[] = ['z', 'y', 'x'];
export const axisOf: Readonly<Record<Plane, 0 | 1 | 2>> = { z: 0, y: 1, x: 2 };

export type PlaneName = 'Axial' | 'Sagittal' | 'Coronal' | 'Image';

export type Tool =
  | 'select'
  | 'brush'
  | 'erase'
  | 'threshold'
  | 'window'
  | 'pan'
  | 'zoom'
  | 'fill'
  | 'box'
  | 'smart'
  | 'scissors'
  | 'lasso'
  | 'grow'
  | 'ruler'
  | 'angle'
  | 'ellipse';

/** What is opened: one series, its slices in the order of the contract (z ascending along the slice normal). */
export interface VolumeSource {
  /** "/dicomweb" or "https://host/dicomweb", without a slash at the end. */
  dicomwebRoot: string;
  studyInstanceUid: string;
  seriesInstanceUid: string;
  /** The key of each z, in z order: the SOPInstanceUID, or "UID/frame" in an instance of several frames. */
  slices: readonly string[];
  /** (z, y, x) in voxels. */
  shape: Index;
  modality: string;
}

export interface Label {
  /** 1 to 255; 0 is background. */
  value: number;
  name: string;
  /** 1 to 12: which of the `--label-n` tokens. Beyond 12 the hues repeat with a dashed outline. */
  colour: number;
  visible: boolean;
  locked: boolean;
}

export interface Window {
  width: number;
  level: number;
}

export interface Brush {
  diameterMm: number;
  /** Paints a ball over several slices instead of a disc in the slice shown. */
  sphere: boolean;
  /** The eraser takes only the active label, not every unlocked one. */
  eraseActiveOnly: boolean;
}

/** How the tools other than the brushes work; kept from one press to the next. */
export interface ToolOptions {
  /** Scissors take away or put the label in hand. */
  cut: 'erase' | 'fill';
  outline: 'freehand' | 'rectangle';
  /** In all slices of the plane, or in the volume; Shift held does so once. */
  deep: boolean;
  /** Region grow stops this far from its seed. */
  reachMm: number;
  /** How many standard deviations around its mean a sample stands for, or its extremes. */
  spread: number | 'extremes';
}

/** What lies under the mouse. */
export interface Pointed {
  plane: Plane;
  index: Index;
  /** LPS, mm. */
  point: Vector;
  /** Modality units (HU for CT); null while that slice is not loaded. */
  intensity: number | null;
  label: number;
  /** 0 to 1; null without a map. */
  uncertainty: number | null;
  heat: number | null;
}

export type ViewerStatus = 'loading' | 'ready' | 'failed';

/** Whether there is anything to draw with: the browser may take the graphics away for a while. */
export type GraphicsState = 'there' | 'lost';

export interface ViewerState {
  status: ViewerStatus;
  graphics: GraphicsState;
  /** Share of the slices that have arrived or failed, 0 to 1. */
  loaded: number;
  /** Slices (z, ascending) that could not be had; the others work. */
  badSlices: readonly number[];
  /** One sentence: what failed and what to do. */
  problem: string | null;
  /** The point all panes share; the slice shown in plane `p` is `focus[axisOf[p]]`. */
  focus: Index;
  tool: Tool;
  brush: Brush;
  options: ToolOptions;
  /** How opaque the fill of labels is, 0 to 1. */
  labelOpacity: number;
  outlinesOnly: boolean;
  /** Closed range in modality units for the threshold brush. */
  threshold: readonly [number, number];
  activeLabel: number;
  labels: readonly Label[];
  window: Window;
  inverted: boolean;
  uncertaintyShown: boolean;
  hasUncertainty: boolean;
  /** Whether the map that explains is drawn, in place of the doubt. */
  heatShown: boolean;
  /** Of the pane that was zoomed last. */
  zoom: number;
  undoable: number;
  redoable: number;
  /** Rises with each change of the mask. */
  maskVersion: number;
  editable: boolean;
}

export interface PlaneInfo {
  plane: Plane;
  name: PlaneName;
  /** How many slices lie along the axis. */
  count: number;
  /** Where the patient's sides are on the screen; empty where the file does not say. */
  letters: { left: string; right: string; top: string; bottom: string };
  /** Whether the highest slice belongs at the top of a scrubber: the head is up. */
  lastIsTop: boolean;
}
