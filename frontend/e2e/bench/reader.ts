import { readFileSync, writeFileSync } from 'node:fs';
import { type Browser, expect, type Page } from '@playwright/test';
import { install } from './probe';

interface Made {
  username: string;
  password: string;
  assignments: Readonly<Record<'small' | 'row' | 'large' | 'huge', readonly number[]>>;
}

export const made: Made = JSON.parse(readFileSync(process.env.GYRE_BENCH_SCENE ?? '', 'utf8'));
export const repeats = Number(process.env.GYRE_BENCH_REPEATS ?? 5);
const results: Record<string, number[]> = {};

export function add(name: string, ...values: (number | null | undefined)[]): void {
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`"${name}" was not seen.`);
    results[name] = [...(results[name] ?? []), value];
  }
}

export async function arrive(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await install(page);
  await page.goto('/');
  await page.getByLabel('User name').fill(made.username);
  await page.getByLabel('Password').fill(made.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: /^Signed in as/ })).toBeVisible();
  return page;
}

export const address = (slug: string, assignment: number | undefined) =>
  `/projects/${slug}/assignments/${assignment}`;

export const writeResults = (): void =>
  writeFileSync(process.env.GYRE_BENCH_OUT ?? '/dev/null', JSON.stringify(results));
