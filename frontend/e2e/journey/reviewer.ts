import { expect, type Page } from '@playwright/test';
import { openTab } from './people';

const OPENING_MS = 120_000;

/** Opens the mask that has waited longest, by the button that has the focus. */
export async function openFirstReview(page: Page, caseName: string): Promise<void> {
  await openTab(page, 'Review');
  await page.getByRole('button', { name: new RegExp(`^Review ${caseName}`) }).click();
  await seeMask(page, caseName);
}

/** The submission is on the screen, with what was changed against the pre-label. */
export async function seeMask(page: Page, caseName: string): Promise<void> {
  await expect(page.getByRole('banner')).toContainText(caseName);
  await expect(page.getByText('Solid: the reader.')).toBeVisible({ timeout: OPENING_MS });
  await expect(page.getByText(/% of the slices are here/)).toHaveCount(0, { timeout: OPENING_MS });
  await expect(page.getByText(/voxels changed/)).toBeVisible();
}

/** Pins a comment to a slice some steps away from the one shown; gives that slice, from 1. */
export async function pinComment(page: Page, steps: number, text: string): Promise<number> {
  for (let i = 0; i < steps; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('m');
  const field = page.getByRole('textbox', { name: /^Comment on slice/ });
  await expect(field).toBeFocused();
  const slice = Number(/slice (\d+)/.exec((await field.getAttribute('aria-label')) ?? '')?.[1]);
  await field.fill(text);
  await field.press('Enter');
  await expect(page.getByRole('button', { name: `Slice ${slice}`, exact: true })).toBeVisible();
  return slice;
}

/** Ctrl+Enter returns where comments are written, and approves where none are. */
export async function decide(page: Page, said: string): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(said)).toBeVisible();
}
