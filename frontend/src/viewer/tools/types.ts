import type { Camera, ScreenPoint } from '../cornerstone/Camera';
import type { Painter } from '../Painter';
import type { Scene } from '../Scene';
import type { Index, Plane, Tool } from '../types';
import type { VolumeViewer } from '../VolumeViewer';

/** A place under the mouse. */
export interface PanePoint {
  plane: Plane;
  /** CSS pixels from the upper left of the pane. */
  at: ScreenPoint;
  /** [z, y, x] in voxels, not rounded, on the slice shown. */
  index: Index;
}

export interface Press extends PanePoint {
  shift: boolean;
  ctrl: boolean;
  alt: boolean;
}

/** A drag in progress, from the press to the release. */
export interface Gesture {
  /** Wants each move that the browser has joined into one event, as a stroke does. */
  readonly fine?: boolean;
  move(to: PanePoint): void;
  end(): void;
  /** Escape: as if it had never begun. */
  cancel(): void;
  /** Draws what the hand is making, above everything else. */
  draw?(context: CanvasRenderingContext2D, camera: Camera, plane: Plane): void;
}

/** What the mouse does on a pane while this tool is in hand. */
export interface PaneTool {
  readonly name: Tool;
  /** Whether it changes the mask: not for a reader who only looks. */
  readonly edits: boolean;
  /** Shows the ring of the brush at the mouse. */
  readonly ring?: boolean;
  /** The left button. Null: the press was all, or nothing was begun. */
  press(press: Press): Gesture | null;
  /** The right button; without it, a right drag zooms. */
  secondary?(press: Press): Gesture | null;
}

/** What a tool may reach. */
export interface ToolHost {
  readonly viewer: VolumeViewer;
  readonly scene: Scene;
  readonly painter: Painter;
  /** Tells the slices (z) that a stroke changed. */
  changed(zs: number[]): void;
}

/** Something drawn above the labels on every pane: rulers, pins, boxes. */
export interface Layer {
  draw(context: CanvasRenderingContext2D, camera: Camera, plane: Plane): void;
  /** A press of the select tool; true when it was meant for what is drawn here. */
  press?(at: ScreenPoint, camera: Camera, plane: Plane): boolean;
}
