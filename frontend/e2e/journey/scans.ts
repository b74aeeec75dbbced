import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { csrf, send } from './server';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Makes the scans of `tests.journey.make_scans`; gives their folder. */
export function makeScans(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'gyre-upload-')), 'scans');
  const python = process.env.GYRE_PYTHON ?? join(ROOT, '.venv/bin/python');
  execFileSync(python, ['-m', 'tests.journey.make_scans', folder], { cwd: ROOT });
  return folder;
}

/** Puts every file of a folder into a project, without a screen. */
export async function store(page: Page, slug: string, folder: string): Promise<void> {
  const upload = await send<{ id: number }>(page, `/api/projects/${slug}/uploads`);
  const form = new FormData();
  for (const name of readdirSync(folder))
    form.append('file', new Blob([readFileSync(join(folder, name))]), name);
  const answer = await page.request.post(`/api/uploads/${upload.id}/files`, {
    multipart: form,
    headers: await csrf(page),
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  await send(page, `/api/uploads/${upload.id}/finish`);
}
