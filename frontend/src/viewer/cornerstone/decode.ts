import * as loader from '@cornerstonejs/dicom-image-loader';
import type { Frame } from '../pixels/fetchFrame';
import { FrameProblem } from '../pixels/stored';
import type { DicomJson } from './dicomJson';
import { startEngine } from './engine';

/** Stored values of a coded frame, decoded by the library in a worker; colour as its brightness. */
export async function decode(
  address: string,
  { bytes, transferSyntax }: Frame,
  instance: DicomJson,
): Promise<ArrayLike<number>> {
  await startEngine();
  const imageId = `wadors:${address}`;
  loader.wadors.metaDataManager.add(imageId, instance as never);
  try {
    const image = await loader.createImage(imageId, bytes, transferSyntax, {
      preScale: { enabled: false },
    } as never);
    if (!('getPixelData' in image)) throw new FrameProblem('The frame could not be decoded.');
    const pixels = image.getPixelData() as ArrayLike<number>;
    const count = image.rows * image.columns;
    return pixels.length === count ? pixels : brightness(pixels, count);
  } catch (error) {
    if (error instanceof FrameProblem) throw error;
    throw new FrameProblem('The frame could not be decoded.');
  } finally {
    loader.wadors.metaDataManager.remove(imageId);
  }
}

/** Of red, green and blue (and opacity, which is left out), as ITU-R BT.601 weighs them. */
function brightness(pixels: ArrayLike<number>, count: number): Uint8Array {
  const step = pixels.length / count;
  if (step !== 3 && step !== 4) {
    throw new FrameProblem(`Expected ${count} pixels, ${pixels.length} values came.`);
  }
  return Uint8Array.from(
    { length: count },
    (_, i) =>
      0.299 * (pixels[i * step] ?? 0) +
      0.587 * (pixels[i * step + 1] ?? 0) +
      0.114 * (pixels[i * step + 2] ?? 0),
  );
}
