import { add, cross, dot, scale } from '../geometry';
import type { Vector } from '../types';

export interface ScreenSize {
  width: number;
  height: number;
}

/** A ray into the scene: parallel projection, so all have the same direction. LPS mm; `towards` is a unit vector. */
export interface Ray {
  from: Vector;
  towards: Vector;
}

const STEEPEST = Math.PI / 2;

/**
 * How one looks at a surface: turned about the patient's long axis and tipped over, never rolled, so that up stays up.
 * The first look is from the front: the patient's right is on the left, as in the coronal plane.
 */
export class Turntable {
  yaw = 0;
  pitch = 0.2;
  zoom = 1;
  centre: Vector = [0, 0, 0];
  /** Of a ball about the centre that holds everything, mm. */
  radius = 100;

  get towards(): Vector {
    const flat = Math.cos(this.pitch);
    return [-Math.sin(this.yaw) * flat, Math.cos(this.yaw) * flat, -Math.sin(this.pitch)];
  }

  get right(): Vector {
    return [Math.cos(this.yaw), Math.sin(this.yaw), 0];
  }

  get up(): Vector {
    return cross(this.right, this.towards);
  }

  /** Turns as if the thing itself were dragged by so many pixels. */
  turnBy(dx: number, dy: number): void {
    this.yaw -= dx / 120;
    this.pitch = Math.min(STEEPEST, Math.max(-STEEPEST, this.pitch + dy / 120));
  }

  zoomBy(factor: number): void {
    this.zoom = Math.min(20, Math.max(0.3, this.zoom * factor));
  }

  fit(centre: Vector, radius: number): void {
    this.centre = centre;
    this.radius = Math.max(1, radius);
  }

  reset(): void {
    this.yaw = 0;
    this.pitch = 0.2;
    this.zoom = 1;
  }

  pixelsPerMm({ width, height }: ScreenSize): number {
    return ((Math.min(width, height) / 2) * 0.94 * this.zoom) / this.radius;
  }

  toScreen(point: Vector, size: ScreenSize): { x: number; y: number } {
    const offset = add(point, scale(this.centre, -1));
    const k = this.pixelsPerMm(size);
    return {
      x: size.width / 2 + dot(offset, this.right) * k,
      y: size.height / 2 - dot(offset, this.up) * k,
    };
  }

  /** The ray under a pixel, begun in front of everything. */
  rayAt(at: { x: number; y: number }, size: ScreenSize): Ray {
    const k = this.pixelsPerMm(size);
    const across = scale(this.right, (at.x - size.width / 2) / k);
    const along = scale(this.up, (size.height / 2 - at.y) / k);
    const back = scale(this.towards, -2 * this.radius);
    return { from: add(add(this.centre, back), add(across, along)), towards: this.towards };
  }

  /** Patient mm to the clip space of WebGL, column by column. */
  matrix(size: ScreenSize): Float32Array {
    const k = this.pixelsPerMm(size);
    const rows = [
      scale(this.right, (2 * k) / size.width),
      scale(this.up, (2 * k) / size.height),
      scale(this.towards, 1 / (4 * this.radius)),
    ] as const;
    const matrix = new Float32Array(16);
    for (const [n, row] of rows.entries()) {
      for (const axis of [0, 1, 2] as const) matrix[axis * 4 + n] = row[axis];
      matrix[12 + n] = -dot(row, this.centre);
    }
    matrix[15] = 1;
    return matrix;
  }
}
