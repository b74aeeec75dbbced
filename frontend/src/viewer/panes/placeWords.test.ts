import { describe, expect, it } from 'vitest';
import { placeWords } from './placeWords';

describe('the place under the mouse', () => {
  const pointed = { point: [514, -320.26, 0], index: [0, 320, 514] } as const;

  it('is told in the patient where the image says where it lies', () => {
    expect(placeWords(pointed, true)).toBe('L 514.0 P −320.3 S 0.0 mm');
  });

  it('is told in pixels, and never in mm, where the picture does not', () => {
    expect(placeWords(pointed, false)).toBe('column 515 row 321');
  });
});
