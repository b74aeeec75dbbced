import type { Page } from '@playwright/test';

/** A picture of the screen to look at, where somebody has named a folder for them in GYRE_SHOTS. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.GYRE_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}
