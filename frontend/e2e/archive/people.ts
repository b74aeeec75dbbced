import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { archive } from './scene';
import { type Answers, type Sent, SLUG, serve } from './stub';

const PICTURE = readFileSync(resolve(import.meta.dirname, 'held.png'));

/** With GYRE_SCREENSHOTS=1 each screen is also kept as docs/screenshots/NAME.png. */
const FOLDER = resolve(import.meta.dirname, '../../../docs/screenshots');

const pictures = Object.fromEntries([18, 19, 20, 21].map((id) => [`GET /api/held/${id}/picture`, PICTURE]));

/** A person opens a screen of the project; gives what the browser sends to change something. */
export async function open(page: Page, path: string, answers: Answers = {}): Promise<Sent[]> {
  const sent = await serve(page, { ...archive, ...pictures, ...answers });
  await page.goto(`/projects/${SLUG}/${path}`);
  return sent;
}

/** The screen has come to rest and fits. */
export async function look(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'no sideways scrolling').toBe(1280);
  if (process.env.GYRE_SCREENSHOTS) await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

/** Types one attribute into the search line. */
export async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search attribute' }).fill(text);
  await page.keyboard.press('Enter');
}
