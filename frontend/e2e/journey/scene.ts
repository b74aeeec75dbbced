import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { type Person, SLUG } from './people';
import { ask, csrf, send } from './server';

interface Opened {
  id: number;
  version: number;
  lease_token: string;
}

/** Something to look at on every screen: one mask that waits for review, one case that is open, one to come. */
export async function setTheScene(lead: Person, annotator: Person): Promise<void> {
  const reader = await ask<{ person: { id: number } }>(annotator.page, '/api/session');
  const free = await ask<{ results: { id: number }[] }>(
    lead.page,
    `/api/projects/${SLUG}/cases?state=drafted,picked&page_size=3&sort=-score`,
  );
  await send(lead.page, `/api/projects/${SLUG}/assignments`, {
    cases: free.results.map((one) => one.id),
    readers: [{ user: reader.person.id, cases: free.results.length }],
    due: null,
    double_read_rate: 0,
  });
  const assignment = (await nextOf(annotator)) ?? 0;
  await submitAsDrafted(annotator, assignment);
  const second = (await nextOf(annotator)) ?? 0;
  await send(annotator.page, `/api/assignments/${second}/open`);
}

/** The assignment that Work offers. */
async function nextOf({ page }: Person): Promise<number | null> {
  const work = await ask<{ next: { assignment_id: number } | null }>(page, `/api/work?project=${SLUG}`);
  return work.next?.assignment_id ?? null;
}

/** The assignment that is open, for the editor to come back to. */
export async function openOf({ page }: Person): Promise<number> {
  const work = await ask<{ open: { assignment_id: number }[] }>(page, `/api/work?project=${SLUG}`);
  return work.open[0]?.assignment_id ?? 0;
}

/** Takes the first thousand voxels' worth of rows away and widens the middle, so that there is a difference to see. */
function correct(mask: Buffer): void {
  const first = mask.findIndex((value) => value > 0);
  mask.fill(0, first, first + 1000);
  const [from, to] = [Math.round(mask.length * 0.4), Math.round(mask.length * 0.5)];
  for (let i = to; i > from; i--) mask[i] = mask[i] || mask[i - 1] || mask[i - 2] || 0;
}

/** Hands in the pre-label, corrected somewhat. */
async function submitAsDrafted({ page }: Person, assignment: number): Promise<void> {
  const opened = await send<Opened>(page, `/api/assignments/${assignment}/open`);
  const stored = await page.request.get(`/api/annotations/${opened.id}/mask`);
  const mask = gunzipSync(await stored.body());
  correct(mask);
  const answer = await page.request.post(`/api/annotations/${opened.id}/submit`, {
    data: gzipSync(mask),
    headers: {
      ...(await csrf(page)),
      'Content-Type': 'application/octet-stream',
      'If-Match': `"v${opened.version}"`,
      'X-Lease-Token': opened.lease_token,
      'X-Active-Seconds': '95',
      'X-Mask-SHA256': createHash('sha256').update(mask).digest('hex'),
    },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}
