import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { ask, sha256 } from './server';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A case as the browser knew it: the mask it sent, and where the scanner says that its slices are. */
export interface Approved {
  id: number;
  name: string;
  /** Raw label values, (z, y, x) uint8. */
  mask: Buffer;
}

interface CaseDetail {
  study_instance_uid: string;
  series_instance_uid: string;
  slices: string[];
  dicomweb_root: string;
}

/** Writes what is expected of a case beside its mask, from the DICOM metadata, for the checker to read. */
export async function expectCase(page: Page, folder: string, one: Approved): Promise<void> {
  const detail = await ask<CaseDetail>(page, `/api/cases/${one.id}`);
  const series = `${detail.dicomweb_root}/studies/${detail.study_instance_uid}/series/${detail.series_instance_uid}`;
  const metadata = await ask<unknown[]>(page, `${series}/metadata`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${one.name}.raw.gz`), gzipSync(one.mask));
  writeFileSync(
    join(folder, `${one.name}.json`),
    JSON.stringify({ slices: detail.slices, sha256: sha256(one.mask), metadata }),
  );
}

/** Opens both zips with nibabel and highdicom and compares; throws with the checker's words. */
export function checkSnapshot(expected: string, nifti: string, dicomSeg: string): string {
  const python = process.env.GYRE_PYTHON ?? join(ROOT, '.venv/bin/python');
  return execFileSync(
    python,
    ['-m', 'tests.journey.check_snapshot', '--expected', expected, '--nifti', nifti, '--seg', dicomSeg],
    { cwd: ROOT, encoding: 'utf8', timeout: 300_000 },
  );
}
