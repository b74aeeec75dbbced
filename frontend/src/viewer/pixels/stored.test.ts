import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../cornerstone/dicomJson';
import { FrameProblem, formatOf, inModalityUnits, isPlain, storedValues } from './stored';

const value = (...values: unknown[]) => ({ vr: 'US', Value: values });
const image: DicomJson = {
  '00280002': value(1),
  '00280004': value('MONOCHROME2'),
  '00280010': value(2),
  '00280011': value(3),
  '00280100': value(16),
  '00280103': value(1),
  '00281052': value(-1024),
  '00281053': value(1),
};
const bytesOf = (values: ArrayBufferView) =>
  new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);

describe('a native frame', () => {
  it('is read as its data set says, without a copy', () => {
    const stored = Int16Array.of(-3, 0, 7, 1, 2, 3);
    const values = storedValues(bytesOf(stored), formatOf(image));
    expect([...values]).toEqual([-3, 0, 7, 1, 2, 3]);
    expect(values.buffer).toBe(stored.buffer);
  });

  it('is read from an odd place in a multipart answer', () => {
    const whole = new Uint8Array(13);
    whole.set(bytesOf(Int16Array.of(-3, 0, 7, 1, 2, 300)), 1);
    expect([...storedValues(whole.subarray(1), formatOf(image))]).toEqual([-3, 0, 7, 1, 2, 300]);
  });

  it('of signed bytes keeps the signs', () => {
    const format = { ...formatOf(image), bits: 8 };
    expect([...storedValues(bytesOf(Int8Array.of(-128, -1, 0, 1, 2, 127)), format)]).toEqual([
      -128, -1, 0, 1, 2, 127,
    ]);
  });

  it('of an odd number of bytes may have one more', () => {
    const format = { ...formatOf(image), bits: 8, signed: false, rows: 1 };
    expect([...storedValues(Uint8Array.of(1, 2, 3, 0), format)]).toEqual([1, 2, 3]);
  });

  it('that was cut is refused, with what was expected and what came', () => {
    expect(() => storedValues(new Uint8Array(10), formatOf(image))).toThrow(FrameProblem);
    expect(() => storedValues(new Uint8Array(10), formatOf(image))).toThrow(
      'Expected 12 bytes for 2 x 3, 10 came.',
    );
  });

  it('of colour or of single bits needs a decoder', () => {
    expect(isPlain(formatOf(image))).toBe(true);
    expect(isPlain(formatOf({ ...image, '00280002': value(3) }))).toBe(false);
    expect(isPlain(formatOf({ ...image, '00280100': value(1) }))).toBe(false);
  });
});

describe('modality units', () => {
  it('stay in 16 bits where they fit', () => {
    const units = inModalityUnits(Uint16Array.of(0, 1024, 3000), { slope: 1, intercept: -1024 });
    expect(units).toEqual(Int16Array.of(-1024, 0, 1976));
  });

  it('become floats where they do not fit', () => {
    const units = inModalityUnits(Uint16Array.of(0, 65535), { slope: 1, intercept: -1024 });
    expect(units).toEqual(Float32Array.of(-1024, 64511));
  });

  it('become floats where the slope is a fraction, to the last digit', () => {
    const units = inModalityUnits(Int16Array.of(-3, 5), { slope: 0.25, intercept: 0.5 });
    expect(units).toEqual(Float32Array.of(-0.25, 1.75));
  });

  it('are the stored values themselves where nothing is to be done', () => {
    const stored = Uint16Array.of(1, 2);
    expect(inModalityUnits(stored, { slope: 1, intercept: 0 })).toBe(stored);
  });
});
