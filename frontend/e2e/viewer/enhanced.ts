import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { VolumeSource } from '../../src/viewer';

const ROOT = resolve(import.meta.dirname, '../../..');
const PYTHON = process.env.GYRE_PYTHON ?? join(ROOT, '.venv/bin/python');

export interface MultiFrame {
  folder: string;
  source: VolumeSource;
  /** Of the grid's first voxel, and the steps along x, y and z: LPS, mm. */
  geometry: { origin: number[]; spacing: number[]; direction: number[][] };
}

/** Multi-frame series as Python writes and indexes them; the voxels they must show lie beside them. */
export function makeMultiFrames(): Record<'enhanced' | 'nuclear', MultiFrame> {
  const folder = join(mkdtempSync(join(tmpdir(), 'gyre-enhanced-')), 'made');
  execFileSync(PYTHON, ['-m', 'tests.journey.make_enhanced', folder], { cwd: ROOT, timeout: 60_000 });
  return { enhanced: read(join(folder, 'enhanced')), nuclear: read(join(folder, 'nuclear')) };
}

function read(folder: string): MultiFrame {
  const { geometry, ...source } = JSON.parse(readFileSync(join(folder, 'source.json'), 'utf8'));
  return { folder, source: { dicomwebRoot: '/dicomweb/projects/frames', ...source }, geometry };
}

/** Float32 (z, y, x), made by numpy. */
export function voxelsOf({ folder }: MultiFrame): number[] {
  const bytes = readFileSync(join(folder, 'voxels.f32'));
  return [...new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];
}

/** Answers DICOMweb in the page: one instance, its frames as single parts. Returns the frames that were asked for. */
export async function serveMultiFrame(page: Page, { folder, source }: MultiFrame): Promise<string[]> {
  const asked: string[] = [];
  await page.route(`**/projects/frames/**/series/${source.seriesInstanceUid}/**`, (route) => {
    const url = route.request().url();
    if (url.endsWith('/metadata')) {
      return route.fulfill({
        contentType: 'application/dicom+json',
        body: readFileSync(join(folder, 'metadata.json')),
      });
    }
    const [, uid = '', frame = ''] = /instances\/([^/]+)\/frames\/(\d+)$/.exec(url) ?? [];
    asked.push(`${uid}/${frame}`);
    return route.fulfill({
      contentType: 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1',
      body: readFileSync(join(folder, `${frame}.raw`)),
    });
  });
  return asked;
}
