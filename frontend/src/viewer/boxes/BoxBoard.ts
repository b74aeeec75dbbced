import type { Layer } from '../tools/types';
import { drawBoxes } from './draw';
import type { Corners } from './geometry';

/** A box on the image, with the words that stand at it. */
export interface ShownBox {
  id: string;
  /** The slice it lies on. */
  z: number;
  corners: Corners;
  /** 1 to 12: which of the `--label-n` tokens; 0 is the model's white. */
  colour: number;
  name: string;
  /** Proposed by a model: thin and dashed, and nobody's hand moves it. */
  proposed?: boolean;
  /** Taken in hand: thicker, with handles. */
  selected?: boolean;
}

/** Who is told what the hand does with boxes. Without one, boxes are only looked at. */
export interface BoxHand {
  /** Colour of the box that is being drawn. */
  colour: number;
  drawn(z: number, corners: Corners): void;
  changed(id: string, corners: Corners): void;
  picked(id: string | null): void;
}

/** The boxes that lie on the image of a viewer. */
export class BoxBoard {
  #boxes: readonly ShownBox[] = [];
  #hand: BoxHand | null = null;
  #added = false;
  readonly #addLayer: (layer: Layer) => void;
  readonly #redraw: () => void;

  constructor(addLayer: (layer: Layer) => void, redraw: () => void) {
    this.#addLayer = addLayer;
    this.#redraw = redraw;
  }

  get boxes(): readonly ShownBox[] {
    return this.#boxes;
  }

  get hand(): BoxHand | null {
    return this.#hand;
  }

  /** Shows these boxes and no others. */
  show(boxes: readonly ShownBox[], hand: BoxHand | null): void {
    this.#boxes = boxes;
    this.#hand = hand;
    if (!this.#added)
      this.#addLayer({ draw: (context, camera, plane) => this.#draw(context, camera, plane) });
    this.#added = true;
    this.#redraw();
  }

  #draw(...[context, camera, plane]: Parameters<Layer['draw']>): void {
    if (plane !== 'z') return;
    drawBoxes(
      context,
      camera,
      this.#boxes.filter((box) => box.z === camera.slice),
    );
  }
}
