import type { Camera, ScreenPoint } from '../cornerstone/Camera';
import type { Index, Plane, Window } from '../types';

/** One plane of a series on one element. It draws the image; labels and lines lie on a canvas above it. */
export interface ImagePane {
  readonly plane: Plane;
  readonly element: HTMLDivElement;
  readonly camera: Camera;
  /** Puts the series on the element. */
  show(): Promise<void>;
  /** Draws what the camera sees. */
  look(): void;
  /** Other pixels than before belong to the slice shown. */
  changed(): void;
  setWindow(window: Window, inverted: boolean): void;
  /** The element has another size. */
  resized(): void;
  /** Where the image itself was last drawn with this place, CSS pixels: for checks that the mouse means the same. */
  drawnAt(index: Index): ScreenPoint;
  /** Takes away what was put into the element. */
  clear(): void;
}
