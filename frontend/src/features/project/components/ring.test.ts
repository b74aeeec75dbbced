import { expect, test } from 'vitest';
import { arrow, CENTRE, onRing } from './ring';

test('the ring starts at the top and goes clockwise', () => {
  expect(onRing(0).x).toBeCloseTo(CENTRE.x);
  expect(onRing(0).y).toBeLessThan(CENTRE.y);
  expect(onRing(0.25).x).toBeGreaterThan(CENTRE.x);
  expect(onRing(0.5).y).toBeGreaterThan(CENTRE.y);
});

test('an arrow points along the way: right at the top, left at the bottom', () => {
  expect(arrow(-0.05, 0.05).angle).toBeCloseTo(0, 0);
  expect(Math.abs(arrow(0.45, 0.55).angle)).toBeCloseTo(180, -1);
});
