import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packSlices } from './patch';

test('the patch has its header, then the planes in the header’s order', async () => {
  const planes = new Map([
    ['2.25.9', new Uint8Array([1, 2, 3, 4, 5, 6])],
    ['2.25.1', new Uint8Array([0, 0, 0, 0, 0, 7])],
  ]);
  const raw = gunzipSync(await packSlices({ rows: 2, columns: 3, planes }));
  const length = raw.readUInt32LE(0);
  expect(JSON.parse(raw.subarray(4, 4 + length).toString())).toEqual({
    rows: 2,
    columns: 3,
    slices: ['2.25.9', '2.25.1'],
  });
  expect([...raw.subarray(4 + length)]).toEqual([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 7]);
});

test('a plane of another size is refused before it is sent', () => {
  const planes = new Map([['2.25.9', new Uint8Array(5)]]);
  expect(() => packSlices({ rows: 2, columns: 3, planes })).toThrow(
    'Slice 2.25.9 has 5 voxels, expected 2 x 3.',
  );
});
