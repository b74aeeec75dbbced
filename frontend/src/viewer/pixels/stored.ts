import { type DicomJson, numbers, text } from '../cornerstone/dicomJson';

/** One slice in modality units (HU for CT), (y, x). Whole numbers stay in 16 bits where they fit. */
export type Pixels = Uint8Array | Int16Array | Uint16Array | Float32Array;

/** How the bytes of a native frame are to be read. */
export interface StoredFormat {
  rows: number;
  columns: number;
  samples: number;
  bits: number;
  signed: boolean;
  slope: number;
  intercept: number;
  /** MONOCHROME1: the smallest value is white. */
  whiteIsLow: boolean;
}

/** Bytes that are no frame of this size: what came, and what was expected. */
export class FrameProblem extends Error {}

export function formatOf(instance: DicomJson): StoredFormat {
  const number = (tag: string, missing: number) => numbers(instance, tag, 1)?.[0] ?? missing;
  return {
    rows: number('00280010', 0),
    columns: number('00280011', 0),
    samples: number('00280002', 1),
    bits: number('00280100', 16),
    signed: number('00280103', 0) === 1,
    slope: number('00281053', 1) || 1,
    intercept: number('00281052', 0),
    whiteIsLow: text(instance, '00280004') === 'MONOCHROME1',
  };
}

/** Whether the browser can read such a frame as it lies, without a decoder. */
export const isPlain = (format: StoredFormat): boolean =>
  format.samples === 1 && (format.bits === 8 || format.bits === 16);

/**
 * The stored values of a native little-endian frame, on the same bytes where they are aligned. Throws FrameProblem when
 * the length is another: the frame was cut or is no frame.
 */
export function storedValues(bytes: Uint8Array, format: StoredFormat): Uint8Array | Int16Array | Uint16Array {
  const count = format.rows * format.columns;
  const expected = (count * format.bits) / 8;
  // A frame of odd length is padded to an even one.
  if (bytes.length !== expected && bytes.length !== expected + (expected % 2)) {
    throw new FrameProblem(
      `Expected ${expected} bytes for ${format.rows} x ${format.columns}, ${bytes.length} came.`,
    );
  }
  if (format.bits === 8) {
    const values = bytes.subarray(0, count);
    return format.signed ? Int16Array.from(new Int8Array(values.buffer, values.byteOffset, count)) : values;
  }
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  const stored = format.signed ? Int16Array : Uint16Array;
  return new stored(aligned.buffer as ArrayBuffer, aligned.byteOffset, count);
}

/** Stored values in modality units: stored * slope + intercept. The same array where nothing is to be done. */
export function inModalityUnits(
  stored: ArrayLike<number>,
  { slope, intercept }: Pick<StoredFormat, 'slope' | 'intercept'>,
): Pixels {
  if (slope === 1 && intercept === 0 && isPixels(stored)) return stored;
  const { low, high } = rangeOf(stored);
  const ends = [low * slope + intercept, high * slope + intercept];
  const whole = Number.isInteger(slope) && Number.isInteger(intercept) && isWhole(stored);
  const fits = whole && Math.min(...ends) >= -32768 && Math.max(...ends) <= 32767;
  // Where the array is our own and of the right kind, it is written over: no second copy of a large series.
  const pixels = fits ? (stored instanceof Int16Array ? stored : new Int16Array(stored.length)) : null;
  const target = pixels ?? new Float32Array(stored.length);
  for (let i = 0; i < stored.length; i++) target[i] = (stored[i] ?? 0) * slope + intercept;
  return target;
}

function isPixels(values: ArrayLike<number>): values is Pixels {
  return (
    values instanceof Int16Array ||
    values instanceof Uint16Array ||
    values instanceof Uint8Array ||
    values instanceof Float32Array
  );
}

const isWhole = (values: ArrayLike<number>): boolean =>
  !(values instanceof Float32Array || values instanceof Float64Array);

function rangeOf(values: ArrayLike<number>): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
