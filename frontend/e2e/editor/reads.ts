import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { expect } from '@playwright/test';
import { askMask, csrf, send, sha256 } from '../journey/server';
import { type Lab, signIn } from './lab';

export interface Block {
  /** First and last z, y, x, both inside. */
  from: readonly [number, number, number];
  to: readonly [number, number, number];
  label: number;
}

export interface Opened {
  id: number;
  version: number;
  lease_token: string;
  case: { geometry: { shape: [number, number, number] } };
}

/** The offsets of a block in a mask of a shape. */
export function offsetsOf({ from, to }: Block, [, rows, columns]: readonly number[]): number[] {
  const found: number[] = [];
  for (let z = from[0]; z <= to[0]; z++)
    for (let y = from[1]; y <= to[1]; y++)
      for (let x = from[2]; x <= to[2]; x++) found.push((z * (rows ?? 0) + y) * (columns ?? 0) + x);
  return found;
}

/** A reader opens an assignment, draws a block, and hands in: what was handed in, and its shape. */
export async function read(
  browser: Browser,
  lab: Lab,
  who: string,
  assignment: number | undefined,
  block: Block | null,
): Promise<{ mask: Buffer; shape: readonly number[]; revision: number }> {
  const { page } = await signIn(browser, lab.people[who]);
  const opened = await send<Opened>(page, `/api/assignments/${assignment}/open`);
  const mask = await askMask(page, `/api/annotations/${opened.id}/mask`);
  const { shape } = opened.case.geometry;
  if (block) for (const at of offsetsOf(block, shape)) mask[at] = block.label;
  const answer = await page.request.post(`/api/annotations/${opened.id}/submit`, {
    data: gzipSync(mask),
    headers: {
      ...(await csrf(page)),
      'Content-Type': 'application/octet-stream',
      'If-Match': `"v${opened.version}"`,
      'X-Lease-Token': opened.lease_token,
      'X-Mask-SHA256': sha256(mask),
    },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  const { revision_id: revision } = (await answer.json()) as { revision_id: number };
  await page.context().close();
  return { mask, shape, revision };
}
