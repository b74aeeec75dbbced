import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzip, gzip, sha256Hex, sha256Plain } from './bytes';

const mask = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 5);

test('what we pack, others unpack, and the other way round', async () => {
  expect(new Uint8Array(gunzipSync(await gzip(mask)))).toEqual(mask);
  expect(await gunzip(new Uint8Array(gzipSync(mask)), 5000)).toEqual(mask);
});

test('a damaged or short body is refused', async () => {
  const packed = new Uint8Array(gzipSync(mask));
  await expect(gunzip(packed.slice(0, 20))).rejects.toThrow('not whole gzip data');
  await expect(gunzip(packed.slice(), 5001)).rejects.toThrow('Expected 5001 bytes, 5000 came.');
  await expect(gunzip(packed, 4999)).rejects.toThrow('Expected 4999 bytes, more came.');
});

test.each([0, 1, 55, 56, 63, 64, 65, 5000])('both hashes are SHA-256, %i bytes', async (length) => {
  const bytes = mask.slice(0, length);
  const expected = createHash('sha256').update(bytes).digest('hex');
  expect(sha256Plain(bytes)).toBe(expected);
  expect(await sha256Hex(bytes)).toBe(expected);
});
