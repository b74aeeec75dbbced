import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, expect, type Page } from '@playwright/test';
import { watch } from './watch';

export const SLUG = 'hippocampus';

/** The demonstration's people, by what they do in the journey. */
const USER_NAMES = {
  lead: 'lead',
  annotator: 'anna',
  reviewer: 'rosa',
  engineer: 'emil',
  admin: 'admin',
} as const;
export type Who = keyof typeof USER_NAMES;

/** Where the stack keeps its data: the passwords of its people lie there. */
export const dataFolder = (): string => {
  const folder = process.env.GYRE_JOURNEY_DATA;
  if (!folder)
    throw new Error('GYRE_JOURNEY_DATA must name the data folder of the stack; see tests/run_journey.py.');
  return folder;
};

function passwordOf(who: Who): string {
  const passwords: Record<string, string> = JSON.parse(
    readFileSync(join(dataFolder(), 'demo-people.json'), 'utf8'),
  );
  return passwords[USER_NAMES[who]] ?? '';
}

/** A person at a browser of their own, signed in through the sign-in card. Close `page.context()` when done. */
export async function arrive(browser: Browser, who: Who): Promise<Person> {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  const problems = watch(page);
  await page.goto('/');
  await page.getByLabel('User name').fill(USER_NAMES[who]);
  await page.getByLabel('Password').fill(passwordOf(who));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: /^Signed in as/ })).toBeVisible();
  return { page, problems };
}

export interface Person {
  page: Page;
  /** What went wrong in this browser so far: console errors, failed requests. */
  problems: string[];
}

/** Opens a tab of the top bar, as a person does. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();
  await expect(page.getByRole('main', { name })).toBeVisible();
}
