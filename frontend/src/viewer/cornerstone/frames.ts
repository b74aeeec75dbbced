import { add, cross, scale } from '../geometry';
import type { Vector } from '../types';
import { type DicomJson, numbers, text, vector } from './dicomJson';

const FRAMES = '00280008';
const SHARED = '52009229';
const PER_FRAME = '52009230';

/** The macros of an enhanced object whose attributes a classic image has at its top (PS3.3 C.7.6.16.2). */
const MACROS = {
  planePosition: '00209113',
  planeOrientation: '00209116',
  pixelMeasures: '00289110',
  valueTransformation: '00289145',
  frameWindow: '00289132',
};

/** Instance and frame, from 1, of a slice's key: "UID", or "UID/frame". */
export function instanceAndFrame(key: string): { uid: string; frame: number } {
  const [uid = '', frame = '1'] = key.split('/');
  return { uid, frame: Number(frame) };
}

/**
 * A frame as if it were an image of its own. The rendering library would combine the functional groups itself, but
 * writes them into the one object that all frames share, so that the last frame asked for moves the others.
 */
export function frameOf(instance: DicomJson, frame: number): DicomJson {
  const { [SHARED]: shared, [PER_FRAME]: perFrame, [FRAMES]: count, ...image } = instance;
  if (!perFrame && Number(count?.Value?.[0] ?? 1) <= 1) return instance;
  const groups = [item(shared, 0), item(perFrame, frame - 1)];
  const found = groups.flatMap((group) => Object.values(MACROS).map((macro) => item(group?.[macro], 0)));
  return Object.assign(image, stacked(instance, frame), ...found);
}

function item(sequence: DicomJson[string] | undefined, index: number): DicomJson | undefined {
  return sequence?.Value?.[index] as DicomJson | undefined;
}

/** Where a slice of reconstructed nuclear medicine lies: along the normal of the first (PS3.3 C.8.4.15). */
function stacked(instance: DicomJson, frame: number): DicomJson {
  const detector = item(instance['00540022'], 0);
  const position = detector && numbers(detector, '00200032', 3);
  const cosines = detector && numbers(detector, '00200037', 6);
  const slice = Number(instance['00540080']?.Value?.[frame - 1]);
  const step = Number(text(instance, '00180088'));
  if (!position || !cosines || !slice || !step) return {};
  const normal = cross(vector(cosines), vector(cosines.slice(3)));
  const place: Vector = add(vector(position), scale(normal, (slice - 1) * step));
  return {
    '00200032': { vr: 'DS', Value: [...place] },
    '00200037': { vr: 'DS', Value: cosines },
  };
}
