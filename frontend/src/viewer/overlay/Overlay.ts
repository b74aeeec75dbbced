import { labelColour, type Palette } from '../colours';
import type { Camera, ScreenPoint } from '../cornerstone/Camera';
import type { Index, Label } from '../types';
import type { SliceShapes } from './shapes';
import { strokeHaloed } from './stroke';

export interface OverlayScene {
  shapes: SliceShapes;
  labels: readonly Label[];
  activeLabel: number;
  /** While the doubt is shown, labels are outlines only. */
  doubtShown: boolean;
  /** Where the crosshair is; null: none is drawn. */
  focus: Index | null;
  /** A ring of the brush's size at the mouse. */
  brush: { at: ScreenPoint; radiusMm: number } | null;
}

/** The crosshair stays open this far around its point, so that it never covers what it points at. */
const CROSSHAIR_HOLE_MM = 26;

/** Draws everything that lies on an image: labels, pre-label, doubt, crosshair, brush. One canvas for each pane. */
export class Overlay {
  readonly canvas: HTMLCanvasElement;
  readonly #palette: Palette;

  constructor(parent: HTMLElement, palette: Palette) {
    this.#palette = palette;
    this.canvas = document.createElement('canvas');
    this.canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
    parent.append(this.canvas);
  }

  /** What is drawn on, in CSS pixels of the pane. */
  get context(): CanvasRenderingContext2D | null {
    return this.canvas.getContext('2d');
  }

  draw(camera: Camera, scene: OverlayScene): void {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth, clientHeight } = this.canvas;
    const width = Math.round(clientWidth * ratio);
    const height = Math.round(clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const { context } = this;
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, clientWidth, clientHeight);
    this.#pictures(context, camera, scene);
    this.#lines(context, camera, scene);
    if (scene.focus) this.#crosshair(context, camera, scene.focus, clientWidth, clientHeight);
    this.#brush(context, camera, scene.brush);
  }

  destroy(): void {
    this.canvas.remove();
  }

  #pictures(context: CanvasRenderingContext2D, camera: Camera, { shapes, doubtShown }: OverlayScene): void {
    context.save();
    context.transform(...camera.affine);
    context.translate(-0.5, -0.5);
    if (doubtShown && shapes.doubt) {
      context.imageSmoothingEnabled = true;
      context.drawImage(shapes.doubt, 0, 0);
    } else if (shapes.fill) {
      context.imageSmoothingEnabled = false;
      context.drawImage(shapes.fill, 0, 0);
    }
    context.restore();
  }

  #lines(context: CanvasRenderingContext2D, camera: Camera, scene: OverlayScene): void {
    const matrix = new DOMMatrix([...camera.affine]);
    const placed = (path: Path2D) => {
      const moved = new Path2D();
      moved.addPath(path, matrix);
      return moved;
    };
    context.lineJoin = 'round';
    const byValue = new Map(scene.labels.map((label) => [label.value, label]));
    for (const { label: value, path } of scene.shapes.outlines) {
      const label = byValue.get(value);
      if (!label?.visible) continue;
      const line = placed(path);
      context.setLineDash([]);
      context.strokeStyle = this.#palette.halo;
      context.lineWidth = 3.5;
      context.stroke(line);
      context.setLineDash(label.colour > 12 ? [6, 4] : []);
      context.strokeStyle = labelColour(this.#palette, label.colour).css;
      context.lineWidth = value === scene.activeLabel ? 2.25 : 1.75;
      context.stroke(line);
    }
    if (scene.shapes.reference) {
      context.setLineDash([3, 3]);
      context.strokeStyle = this.#palette.onImage;
      context.lineWidth = 1.25;
      context.stroke(placed(scene.shapes.reference));
    }
    context.setLineDash([]);
  }

  #crosshair(
    context: CanvasRenderingContext2D,
    camera: Camera,
    focus: Index,
    width: number,
    height: number,
  ): void {
    const { x, y } = camera.toScreen(focus);
    const hole = Math.min((CROSSHAIR_HOLE_MM / 2) * camera.pixelsPerMm, Math.min(width, height) / 6);
    context.strokeStyle = this.#palette.crosshair;
    context.lineWidth = 1;
    context.beginPath();
    for (const [x0, y0, x1, y1] of [
      [0, y, x - hole, y],
      [x + hole, y, width, y],
      [x, 0, x, y - hole],
      [x, y + hole, x, height],
    ] as const) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    context.stroke();
  }

  #brush(context: CanvasRenderingContext2D, camera: Camera, brush: OverlayScene['brush']): void {
    if (!brush) return;
    const radius = Math.max(1.5, brush.radiusMm * camera.pixelsPerMm);
    context.beginPath();
    context.arc(brush.at.x, brush.at.y, radius, 0, 2 * Math.PI);
    strokeHaloed(context, this.#palette, { halo: 3, line: 1.5 });
  }
}
