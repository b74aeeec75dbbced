import type { Pointed } from '../types';

const sides = ['L', 'P', 'S'] as const;

/** Where the mouse is: in the patient, or in pixels of a picture that has no place in one. */
export function placeWords({ point, index }: Pick<Pointed, 'point' | 'index'>, placed: boolean): string {
  if (!placed) return `column ${index[2] + 1} row ${index[1] + 1}`;
  return `${point.map((mm, axis) => `${sides[axis]} ${mm.toFixed(1).replace('-', '−')}`).join(' ')} mm`;
}
