import { expect, test } from 'vitest';
import { cutPolygon, type Polygon, visitPolygon } from './polygon';
import { TestMask } from './testMask';

function inside(polygon: Polygon): string[] {
  const found: string[] = [];
  visitPolygon(polygon, 20, 20, (v, first, last) => {
    for (let u = first; u <= last; u++) found.push(`${u},${v}`);
  });
  return found.sort();
}

/** The even-odd rule said plainly: how often a ray to the right crosses the line. */
function rayCast(polygon: Polygon): string[] {
  const found: string[] = [];
  for (let v = 0; v < 20; v++) {
    for (let u = 0; u < 20; u++) {
      let odd = false;
      polygon.forEach(([u0, v0], i) => {
        const [u1, v1] = polygon[(i + 1) % polygon.length] ?? [0, 0];
        if (v0 > v !== v1 > v && u < u0 + ((v - v0) / (v1 - v0)) * (u1 - u0)) odd = !odd;
      });
      if (odd) found.push(`${u},${v}`);
    }
  }
  return found.sort();
}

test('pixels whose centre lies inside are taken, by the even-odd rule', () => {
  const star: Polygon = [
    [9.7, 1.2],
    [15.3, 18.6],
    [0.4, 7.1],
    [19.2, 7.3],
    [4.1, 18.2],
  ];
  expect(inside(star)).toEqual(rayCast(star));
  expect(inside(star)).not.toContain('10,10');
  expect(inside(star).length).toBeGreaterThan(40);
});

test('polygons that share an edge share no pixel and leave none out', () => {
  const left = inside([
    [2, 2],
    [10, 2],
    [6, 12],
    [2, 12],
  ]);
  const right = inside([
    [10, 2],
    [15, 2],
    [15, 12],
    [6, 12],
  ]);
  expect(left.filter((pixel) => right.includes(pixel))).toEqual([]);
  expect(left.length + right.length).toBe(13 * 10);
});

test('what lies outside the slice is left out; two points or none make nothing', () => {
  expect(
    inside([
      [-50, -50],
      [90, -50],
      [90, 90],
      [-50, 90],
    ]).length,
  ).toBe(400);
  expect(
    inside([
      [1, 1],
      [9, 9],
    ]),
  ).toEqual([]);
  expect(inside([])).toEqual([]);
});

test('a cut goes through the slices it is given, in the plane it was drawn in', () => {
  const mask = new TestMask([3, 4, 4], () => 1);
  const square: Polygon = [
    [0.5, 0.5],
    [2.5, 0.5],
    [2.5, 1.5],
    [0.5, 1.5],
  ];
  const cut = { plane: 'y', slices: [1, 2], polygon: square, change: () => 0 } as const;
  expect(mask.run((access) => cutPolygon(access, cut))).toEqual([1]);
  const gone = mask.differing(new Uint8Array(48).fill(1));
  // On the coronal plane u is x and v is z: z 1, y 1 and 2, x 1 and 2.
  expect(gone).toEqual([16 + 4 + 1, 16 + 4 + 2, 16 + 8 + 1, 16 + 8 + 2]);
});

test('locked and hidden labels are not cut', () => {
  const mask = new TestMask([1, 1, 4], ['1234']);
  mask.locked = [2];
  mask.hidden = [3];
  const all: Polygon = [
    [-1, -1],
    [9, -1],
    [9, 9],
    [-1, 9],
  ];
  mask.run((access) => cutPolygon(access, { plane: 'z', slices: [0, 0], polygon: all, change: () => 0 }));
  expect(mask.rows).toEqual(['0230']);
});
