import { expect, test } from 'vitest';
import type { DicomJson } from './dicomJson';
import { patientScale, projectionScale, projectionSides } from './projection';

const said = (tags: Record<string, unknown[]>): DicomJson =>
  Object.fromEntries(Object.entries(tags).map(([tag, Value]) => [tag, { vr: 'DS', Value }]));
const pixel = { '00280030': [0.2, 0.2] };
const imager = { '00181164': [0.25, 0.25] };

test.each([
  // a detector's own spacing, and nothing else
  [imager, 'detector', 0.25],
  // both, the same: nobody has calibrated
  [{ ...imager, '00280030': [0.25, 0.25] }, 'detector', 0.25],
  // both, different: PixelSpacing is what was calibrated
  [{ ...imager, ...pixel }, 'calibrated', 0.2],
  [{ ...pixel, '00280A02': ['FIDUCIAL'] }, 'calibrated', 0.2],
  // as old CR writes it
  [pixel, 'unstated', 0.2],
  [{ '00182010': [0.1, 0.1] }, 'film', 0.1],
  [{}, 'pixels', 1],
])('of %j a pixel means: %s', (tags, basis, mm) => {
  const scale = projectionScale(said(tags));
  expect(scale.basis).toBe(basis);
  expect(scale.spacing[0]).toBe(mm);
});

test('an image that lies in the patient but says no spacing is told in pixels', () => {
  expect(patientScale(said(pixel))).toEqual({ spacing: [0.2, 0.2], basis: 'patient' });
  expect(patientScale(said({}))).toEqual({ spacing: [1, 1], basis: 'pixels' });
});

test('the sides of a film come from PatientOrientation, where it says any', () => {
  const empty = { left: '', right: '', top: '', bottom: '' };
  expect(projectionSides(said({ '00200020': ['L', 'F'] }))).toEqual({
    left: 'R',
    right: 'L',
    top: 'S',
    bottom: 'I',
  });
  expect(projectionSides(said({ '00200020': ['PR', 'FL'] })).left).toBe('AL');
  expect(projectionSides(said({}))).toEqual(empty);
  expect(projectionSides(said({ '00200020': ['?', ''] }))).toEqual(empty);
});
