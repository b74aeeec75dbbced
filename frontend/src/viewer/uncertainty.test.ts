import { expect, test } from 'vitest';
import { doubtfulPlaces, doubtProfile } from './uncertainty';

const shape = [8, 40, 40] as const;
const spacing = [3, 1, 1] as const;

function mapWith(...balls: [z: number, y: number, x: number, value: number][]): Uint8Array {
  const map = new Uint8Array(8 * 1600);
  for (const [z, y, x, value] of balls) {
    for (let dz = -1; dz <= 1; dz++)
      for (let dy = -3; dy <= 3; dy++)
        for (let dx = -3; dx <= 3; dx++) {
          const at = ((z + dz) * 40 + y + dy) * 40 + x + dx;
          map[at] = dz === 0 && dy === 0 && dx === 0 ? value : value - 20;
        }
  }
  return map;
}

test('a small doubtful structure stands out of its slice, the others are calm', () => {
  const profile = doubtProfile(mapWith([3, 20, 20, 230]), shape);
  expect(profile[3]).toBeGreaterThan(0.8);
  expect(profile[6]).toBe(0);
  expect(profile.length).toBe(8);
});

test('the worst place comes first, and two close places are one', () => {
  const places = doubtfulPlaces(mapWith([3, 9, 9, 180], [3, 30, 30, 240]), shape, spacing);
  const [first, second] = places;
  expect(first?.index[1]).toBeGreaterThan(24);
  expect(second?.index[1]).toBeLessThan(16);
  expect(first?.doubt).toBeGreaterThan(second?.doubt ?? 1);
});

test('without doubt there is no place to go', () => {
  expect(doubtfulPlaces(new Uint8Array(8 * 1600), shape, spacing)).toEqual([]);
});
