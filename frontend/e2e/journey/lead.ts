import { expect, type Page } from '@playwright/test';
import { openTab, SLUG } from './people';
import { ask } from './server';

/** How the loop turns for the journey: a better training than the first, as soon as two cases are approved. */
export interface Policy {
  trainAfter: number;
  trainSeconds: number;
}

export async function setPolicy(page: Page, policy: Policy): Promise<void> {
  await openTab(page, 'Admin');
  await page.getByRole('button', { name: 'Loop', exact: true }).click();
  await page.getByLabel('Train after').fill(String(policy.trainAfter));
  await page.getByLabel('Train for').fill(String(policy.trainSeconds));
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await expect(page.getByText('The policy is saved.')).toBeVisible();
  const project = await ask<{ retrain_after: number; training_seconds: number }>(
    page,
    `/api/projects/${SLUG}`,
  );
  expect(project).toMatchObject({ retrain_after: policy.trainAfter, training_seconds: policy.trainSeconds });
}

/** Types one attribute into the query line; the chip of it appears. */
export async function searchScans(page: Page, attribute: string, value: string): Promise<void> {
  const line = page.getByRole('combobox', { name: 'Search attribute' });
  await line.fill(`${attribute} = ${value}`);
  await line.press('Enter');
  await expect(page.getByRole('button', { name: `Remove ${attribute}` })).toBeVisible();
}

/** Checks the first free cases of the list, in its order; gives their names. */
export async function selectCases(page: Page, count: number): Promise<string[]> {
  const boxes = page.getByRole('table', { name: 'Scans found' }).getByRole('checkbox');
  await expect(boxes.nth(count - 1)).toBeVisible();
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    names.push(((await boxes.nth(i).getAttribute('aria-label')) ?? '').replace('Select ', ''));
    await boxes.nth(i).check();
  }
  await expect(page.getByText(new RegExp(`^${count} of \\d+ scans? selected`))).toBeVisible();
  return names;
}

export async function saveCohort(page: Page, name: string, cases: number): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(`Saved ${name} with ${cases} cases.`)).toBeVisible();
}

/** All of the selection to one reader. */
export async function assignTo(page: Page, reader: string, cases: number): Promise<void> {
  for (const share of await page.getByRole('textbox', { name: /^Cases for / }).all()) {
    const mine = (await share.getAttribute('aria-label')) === `Cases for ${reader}`;
    await share.fill(mine ? String(cases) : '0');
  }
  await page.getByRole('button', { name: `Assign ${cases} cases` }).click();
  await expect(page.getByText(`Assigned ${cases} reads.`)).toBeVisible();
}
