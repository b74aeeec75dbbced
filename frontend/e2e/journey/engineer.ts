import { expect, type Page } from '@playwright/test';
import { openTab, SLUG } from './people';
import { ask } from './server';

/** Training, judging on the holdout and new drafts, on a machine that does other things too. */
const TURN_MS = 900_000;

export interface Model {
  number: number;
  state: string;
  dice: number | null;
  gate_passed: boolean | null;
  labels_used: number;
  judged_against: number | null;
}

export const models = (page: Page) => ask<Model[]>(page, `/api/projects/${SLUG}/models`);

export interface Round {
  id: number;
  number: number;
  model: number | null;
  picked: number;
  closed_at: string | null;
}

export const rounds = async (page: Page) =>
  (await ask<{ results: Round[] }>(page, `/api/projects/${SLUG}/rounds`)).results;

export const trainings = async (page: Page) =>
  (
    await ask<{ results: { state: string; trigger: string; error: string }[] }>(
      page,
      `/api/projects/${SLUG}/training-runs`,
    )
  ).results;

/** The machine's newest training is over; a failed one fails here, in its own words. */
export async function trainingIsOver(page: Page, count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const runs = await trainings(page);
        const [last] = runs;
        if (last?.state === 'failed') throw new Error(`The training failed: ${last.error}`);
        return runs.length === count ? last?.state : `${runs.length} trainings`;
      },
      { timeout: TURN_MS, intervals: [1000] },
    )
    .toBe('succeeded');
}

/** What the Models screen says of the live version. */
export async function seeLiveModel(page: Page, number: number, against: number): Promise<void> {
  await openTab(page, 'Models');
  await expect(page.getByRole('heading', { name: `v${number} against v${against}` })).toBeVisible();
  await expect(page.getByText(/^Gate passed, (\d+) of \1$/)).toBeVisible();
  await expect(page.getByText(`v${number} is live, promoted`)).toBeVisible();
}

/** The Rounds screen shows a round of this model with its picks. */
export async function seeNewPicks(page: Page, round: Round): Promise<void> {
  await openTab(page, 'Rounds');
  await expect(page.getByRole('heading', { name: `Round ${round.number}` })).toBeVisible();
  await expect(page.getByText(`scored by v${round.model}`)).toBeVisible();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(round.picked + 1);
}

/** Freezes what is approved now; gives the snapshot's title. */
export async function freeze(page: Page, name: string): Promise<void> {
  await openTab(page, 'Datasets');
  await page.getByRole('button', { name: 'Freeze a snapshot' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name, if any').fill(name);
  await dialog.getByRole('button', { name: 'Freeze the snapshot' }).click();
  await expect(page.getByRole('heading', { name: new RegExp(`S-\\d+ ${name}`) })).toBeVisible();
}

/** Has a format written, then downloads it through the browser. */
export async function download(page: Page, format: string, path: string): Promise<void> {
  await page.getByRole('button', { name: `Write ${format}` }).click();
  const ready = page.getByRole('button', { name: `Download ${format}` });
  await expect(ready).toBeVisible({ timeout: 120_000 });
  const [file] = await Promise.all([page.waitForEvent('download'), ready.click()]);
  expect(file.suggestedFilename()).toMatch(/\.zip$/);
  await file.saveAs(path);
}
