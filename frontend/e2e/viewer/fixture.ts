import type { Page } from '@playwright/test';

/** A synthetic series: intensity = 10 x + y + 100 z, so that every voxel says where it is. */
export const shape = [24, 64, 48] as const;
const spacing = [3, 0.9, 0.8] as const;
const root = '2.25.7';
export const sops = Array.from({ length: shape[0] }, (_, z) => `${root}.1.${z + 1}`);

export const source = {
  dicomwebRoot: '/dicomweb/projects/test',
  studyInstanceUid: root,
  seriesInstanceUid: `${root}.1`,
  slices: sops,
  shape,
  modality: 'CT',
};

function instance(z: number) {
  const value = (vr: string, ...values: unknown[]) => ({ vr, Value: values });
  return {
    '00080016': value('UI', '1.2.840.10008.5.1.4.1.1.2'),
    '00080018': value('UI', sops[z]),
    '00080060': value('CS', 'CT'),
    '0020000D': value('UI', source.studyInstanceUid),
    '0020000E': value('UI', source.seriesInstanceUid),
    '00200013': value('IS', shape[0] - z),
    '00200032': value('DS', -20, -30, 100 + z * spacing[0]),
    '00200037': value('DS', 1, 0, 0, 0, 1, 0),
    '00200052': value('UI', `${root}.9`),
    '00280002': value('US', 1),
    '00280004': value('CS', 'MONOCHROME2'),
    '00280010': value('US', shape[1]),
    '00280011': value('US', shape[2]),
    '00280030': value('DS', spacing[1], spacing[2]),
    '00280100': value('US', 16),
    '00280101': value('US', 16),
    '00280102': value('US', 15),
    '00280103': value('US', 1),
    '00281050': value('DS', 1400),
    '00281051': value('DS', 2800),
    '00281052': value('DS', 0),
    '00281053': value('DS', 1),
  };
}

function frame(z: number): Buffer {
  const pixels = new Int16Array(shape[1] * shape[2]);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = 10 * (i % shape[2]) + Math.floor(i / shape[2]) + 100 * z;
  }
  return Buffer.from(pixels.buffer);
}

/** The same voxels, tilted by 30 degrees about the left-right axis: oblique, and four times as deep as wide. */
const [cosine, sine] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
export const oblique = {
  ...source,
  seriesInstanceUid: `${root}.3`,
  slices: Array.from({ length: shape[0] }, (_, z) => `${root}.3.${z + 1}`),
};

function obliqueInstance(z: number) {
  return {
    ...instance(z),
    '00080018': { vr: 'UI', Value: [oblique.slices[z]] },
    '0020000E': { vr: 'UI', Value: [oblique.seriesInstanceUid] },
    '00200032': { vr: 'DS', Value: [-20, -30 - z * spacing[0] * sine, 100 + z * spacing[0] * cosine] },
    '00200037': { vr: 'DS', Value: [1, 0, 0, 0, cosine, sine] },
  };
}

/** One image without a place in the patient, as a chest film comes. */
export const film = {
  ...source,
  seriesInstanceUid: `${root}.2`,
  slices: [`${root}.2.1`],
  shape: [1, shape[1], shape[2]] as const,
  modality: 'DX',
};

function filmInstance() {
  const { '00200032': _position, '00200037': _orientation, '00200052': _frame, ...rest } = instance(0);
  return {
    ...rest,
    '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.1.1'] },
    '00080018': { vr: 'UI', Value: film.slices },
    '00080060': { vr: 'CS', Value: ['DX'] },
    '00181164': { vr: 'DS', Value: [0.9, 0.8] },
    '00200020': { vr: 'CS', Value: ['L', 'F'] },
    '0020000E': { vr: 'UI', Value: [film.seriesInstanceUid] },
  };
}

/** Answers DICOMweb in the page: metadata in an order of its own, frames as multipart. */
export async function serveSeries(page: Page): Promise<void> {
  await page.route('**/dicomweb/**', (route) => {
    const url = route.request().url();
    if (url.endsWith('/metadata')) {
      if (url.includes(`series/${film.seriesInstanceUid}/`)) {
        return route.fulfill({
          contentType: 'application/dicom+json',
          body: JSON.stringify([filmInstance()]),
        });
      }
      if (url.includes(`series/${oblique.seriesInstanceUid}/`)) {
        const body = JSON.stringify(oblique.slices.map((_, z) => obliqueInstance(z)));
        return route.fulfill({ contentType: 'application/dicom+json', body });
      }
      const shuffled = sops.map((_, z) => instance((z * 7) % shape[0]));
      return route.fulfill({ contentType: 'application/dicom+json', body: JSON.stringify(shuffled) });
    }
    const sop = /instances\/([^/]+)\/frames/.exec(url)?.[1] ?? '';
    const boundary = 'gyre-boundary';
    return route.fulfill({
      contentType: `multipart/related; type="application/octet-stream"; boundary=${boundary}`,
      body: Buffer.concat([
        Buffer.from(
          `--${boundary}\r\nContent-Type: application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1\r\n\r\n`,
        ),
        frame(Math.max(0, sops.indexOf(sop), oblique.slices.indexOf(sop))),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    });
  });
}
