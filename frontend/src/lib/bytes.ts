/** Masks on the wire: gzip of raw uint8. The browser packs and unpacks them itself. */
export { gunzip } from './unpacker';

export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** SHA-256 of the raw bytes, hex. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) return sha256Plain(bytes);
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource);
  return hex(new Uint8Array(digest));
}

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The first 32 bits of the fractional parts of the cube roots (or square roots) of the first primes: FIPS 180-4. */
function fractions(count: number, root: number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return Uint32Array.from(primes, (p) => (p ** (1 / root) % 1) * 2 ** 32);
}

/** SHA-256 without `crypto.subtle`, which browsers withhold from pages served over plain HTTP in a clinic's network. */
export function sha256Plain(bytes: Uint8Array): string {
  const k = fractions(64, 3);
  const h = fractions(8, 2);
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const w = new Uint32Array(64);
  for (let start = 0; start < padded.length; start += 64) compress(h, k, w, view, start);
  const out = new Uint8Array(32);
  h.forEach((word, i) => {
    new DataView(out.buffer).setUint32(i * 4, word);
  });
  return hex(out);
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function compress(h: Uint32Array, k: Uint32Array, w: Uint32Array, view: DataView, start: number): void {
  for (let i = 0; i < 64; i++) {
    if (i < 16) {
      w[i] = view.getUint32(start + i * 4);
      continue;
    }
    const a = w[i - 15] ?? 0;
    const b = w[i - 2] ?? 0;
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = (w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, last = 0] = h;
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (last + s1 + ((e & f) ^ (~e & g)) + (k[i] ?? 0) + (w[i] ?? 0)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [last, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, last].forEach((word, i) => {
    h[i] = (h[i] ?? 0) + word;
  });
}
