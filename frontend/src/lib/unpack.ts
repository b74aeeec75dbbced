/**
 * Unpacks gzip. Throws RangeError when it is damaged or has another length than `expected`, which is never exceeded in
 * memory.
 */
export async function unpack(bytes: Uint8Array, expected?: number): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  if (expected === undefined) {
    const whole = await new Response(stream).arrayBuffer().catch(damaged);
    return new Uint8Array(whole);
  }
  const whole = new Uint8Array(expected);
  const reader = stream.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(damaged);
    if (done) break;
    if (at + value.length > expected) {
      void reader.cancel();
      throw new RangeError(`Expected ${expected} bytes, more came.`);
    }
    whole.set(value, at);
    at += value.length;
  }
  if (at !== expected) throw new RangeError(`Expected ${expected} bytes, ${at} came.`);
  return whole;
}

function damaged(): never {
  throw new RangeError('What came is not whole gzip data.');
}
