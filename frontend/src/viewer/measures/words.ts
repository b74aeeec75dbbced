import type { Grid, ScaleBasis } from '../geometry';
import type { Index } from '../types';
import { angleOf, distanceOf, insideOf } from './amounts';
import type { Measure } from './types';

/** What a millimetre of an image means, as short as it fits beside a number. */
const shortly: Readonly<Record<ScaleBasis, string>> = {
  patient: 'mm',
  calibrated: 'mm calibrated',
  detector: 'mm at the detector',
  film: 'mm on the film',
  unstated: 'mm by PixelSpacing',
  pixels: 'px',
};

/** The same as a sentence. */
export const basisSentence: Readonly<Record<ScaleBasis, string>> = {
  patient: 'Lengths are those in the patient.',
  calibrated:
    'PixelSpacing, calibrated: lengths are those in the patient at the depth it was calibrated for.',
  detector: 'ImagerPixelSpacing: lengths are those at the detector, larger than in the patient.',
  film: 'NominalScannedPixelSpacing: lengths are those on the film.',
  unstated: 'PixelSpacing: the file does not say whether it is calibrated.',
  pixels: 'The file says no spacing: lengths are in pixels.',
};

export const basisOf = (grid: Grid): ScaleBasis => grid.basis ?? 'patient';

/** One or two lines that stand beside a measure. */
export function wordsOf(
  grid: Grid,
  measure: Measure,
  unit: string,
  intensity: (index: Index) => number | null,
): string[] {
  const [a, b] = measure.points;
  switch (measure.kind) {
    case 'ruler':
      return a && b ? [`${distanceOf(grid, a, b).toFixed(1)} ${shortly[basisOf(grid)]}`] : [];
    case 'angle':
      return measure.points.length === 3 ? [`${angleOf(grid, measure.points).toFixed(0)}°`] : [];
    case 'ellipse': {
      const inside = insideOf(grid, measure, intensity);
      if (!inside) return [];
      const value = (n: number) => `${n.toFixed(1).replace('-', '−')}${unit && ` ${unit}`}`;
      const area =
        basisOf(grid) === 'pixels'
          ? `${inside.area.toFixed(0)} px²`
          : `${(inside.area / 100).toFixed(2)} cm²`;
      return [
        `mean ${value(inside.mean)}, sd ${inside.deviation.toFixed(1)}`,
        `${area}, n = ${inside.count.toLocaleString('en')}`,
      ];
    }
  }
}
