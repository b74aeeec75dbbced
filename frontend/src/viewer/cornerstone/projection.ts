import type { ScaleBasis, SideLetters } from '../geometry';
import { type DicomJson, numbers, text } from './dicomJson';

/**
 * What a pixel of an image without a place in the patient measures: [row, column] spacing in mm, and what that means
 * (PS3.3 10.7.1.3). PixelSpacing beside another ImagerPixelSpacing, or with a calibration type, was calibrated.
 */
export function projectionScale(instance: DicomJson): { spacing: number[]; basis: ScaleBasis } {
  const pixel = numbers(instance, '00280030', 2);
  const imager = numbers(instance, '00181164', 2);
  const film = numbers(instance, '00182010', 2);
  const calibrated = text(instance, '00280A02') !== '';
  if (pixel) {
    const differs = imager?.some((mm, n) => Math.abs(mm - (pixel[n] ?? 0)) > 1e-6) ?? false;
    if (calibrated || differs) return { spacing: pixel, basis: 'calibrated' };
    return { spacing: pixel, basis: imager ? 'detector' : 'unstated' };
  }
  if (imager) return { spacing: imager, basis: 'detector' };
  if (film) return { spacing: film, basis: 'film' };
  return { spacing: numbers(instance, '00280034', 2) ?? [1, 1], basis: 'pixels' };
}

/** The same of an image that has a place in the patient; without PixelSpacing it has no scale all the same. */
export function patientScale(instance: DicomJson): { spacing: number[]; basis: ScaleBasis } {
  const pixel = numbers(instance, '00280030', 2);
  return pixel ? { spacing: pixel, basis: 'patient' } : { spacing: [1, 1], basis: 'pixels' };
}

/** The other end of each letter of PatientOrientation, and how it is called on the screen. */
const opposite: Readonly<Record<string, string>> = { A: 'P', P: 'A', R: 'L', L: 'R', H: 'F', F: 'H' };
const shown = (letters: string) => letters.replaceAll('H', 'S').replaceAll('F', 'I');

/** The patient's sides at the edges of a projection, from PatientOrientation; empty where the file does not say. */
export function projectionSides(instance: DicomJson): SideLetters {
  const [row, column] = [0, 1].map((n) => {
    const letters = String(instance['00200020']?.Value?.[n] ?? '');
    return /^[APRLHF]{1,3}$/.test(letters) ? letters : '';
  });
  const other = (letters: string) => [...letters].map((letter) => opposite[letter] ?? '').join('');
  return {
    left: shown(other(row ?? '')),
    right: shown(row ?? ''),
    top: shown(other(column ?? '')),
    bottom: shown(column ?? ''),
  };
}
