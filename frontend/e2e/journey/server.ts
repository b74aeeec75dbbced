import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';

/** What the server says to this page's session. The journey acts through the screens and checks here. */
export async function ask<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(path);
  expect(answer.status(), `GET ${path}`).toBe(200);
  return (await answer.json()) as T;
}

/** A mask as raw label values, (z, y, x) uint8. */
export async function askMask(page: Page, path: string): Promise<Buffer> {
  const answer = await page.request.get(path);
  expect(answer.status(), `GET ${path}`).toBe(200);
  return gunzipSync(await answer.body());
}

/** Something that only the set-up of a screen needs, done as the page's person. */
export async function send<T>(page: Page, path: string, data: unknown = {}): Promise<T> {
  const answer = await page.request.post(path, { data, headers: await csrf(page) });
  expect(answer.ok(), `POST ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

export async function csrf(page: Page): Promise<Record<string, string>> {
  const cookies = await page.context().cookies();
  const token = cookies.find((cookie) => cookie.name === 'csrftoken')?.value ?? '';
  return { 'X-CSRFToken': token, Referer: page.url() };
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export function countOf(mask: Buffer, label: number): number {
  return mask.reduce((sum, value) => sum + (value === label ? 1 : 0), 0);
}
