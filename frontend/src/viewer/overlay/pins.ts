import type { Camera, ScreenPoint } from '../cornerstone/Camera';
import type { Layer } from '../tools/types';
import { axisOf, type Index, type Plane } from '../types';

/** A remark at a place. */
export interface Pin {
  id: number;
  index: Index;
  /** What stands in it: its number in the list. */
  text: string;
  /** Being written: not kept yet. */
  pending?: boolean;
}

const RADIUS = 9;
/** A pin shows, faintly, on slices this near: one sees it coming while scrolling. */
const NEAR_MM = 4;

export interface PinColours {
  plate: string;
  text: string;
  halo: string;
  chosen: string;
  font: string;
}

export function pinColours(element: Element): PinColours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    plate: read('--on-image'),
    text: read('--on-image-text'),
    halo: read('--label-halo'),
    chosen: read('--warn'),
    font: `${read('--fw-strong')} 11px ${read('--font')}`,
  };
}

/** How far a pin is from the slice shown, mm. */
function distance(pin: Pin, camera: Camera, plane: Plane): number {
  return Math.abs(pin.index[axisOf[plane]] - camera.slice) * camera.sliceStepMm;
}

/** Draws remarks at their places; a press of the select tool on one asks for it. */
export class PinLayer implements Layer {
  pins: readonly Pin[] = [];
  chosen: number | null = null;
  readonly #colours: PinColours;
  readonly #onPress: (id: number) => void;

  constructor(colours: PinColours, onPress: (id: number) => void) {
    this.#colours = colours;
    this.#onPress = onPress;
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, plane: Plane): void {
    for (const pin of this.pins) {
      const away = distance(pin, camera, plane);
      const here = pin.index[axisOf[plane]] === camera.slice;
      if (!here && away > NEAR_MM) continue;
      this.#drawPin(context, camera.toScreen(pin.index), pin, here ? 1 : 0.35);
    }
  }

  press(at: ScreenPoint, camera: Camera, plane: Plane): boolean {
    const hit = this.pins.find((pin) => {
      if (pin.pending || pin.index[axisOf[plane]] !== camera.slice) return false;
      const { x, y } = camera.toScreen(pin.index);
      return Math.hypot(at.x - x, at.y - (y - 2 * RADIUS)) <= RADIUS + 2;
    });
    if (hit) this.#onPress(hit.id);
    return hit !== undefined;
  }

  /** A drop whose tip stands on the place: what is pointed at stays free. */
  #drawPin(context: CanvasRenderingContext2D, { x, y }: ScreenPoint, pin: Pin, opacity: number): void {
    const { plate, text, halo, chosen, font } = this.#colours;
    const middle = y - 2 * RADIUS;
    context.save();
    context.globalAlpha = opacity;
    context.beginPath();
    context.arc(x, middle, RADIUS, Math.PI * 0.8, Math.PI * 0.2);
    context.lineTo(x, y);
    context.closePath();
    context.strokeStyle = halo;
    context.lineWidth = 3;
    context.stroke();
    context.fillStyle = pin.id === this.chosen ? chosen : plate;
    context.setLineDash(pin.pending ? [3, 3] : []);
    if (pin.pending) {
      context.strokeStyle = plate;
      context.lineWidth = 1.5;
      context.stroke();
    } else context.fill();
    context.fillStyle = pin.pending ? plate : text;
    context.font = font;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(pin.text, x, middle + 0.5);
    context.restore();
  }
}
