import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { searchScans } from './lead';
import { arrive, openTab } from './people';
import { makeScans } from './scans';

/** Drops a file as the operating system would: the page sees only the event. */
async function drop(page: Page, name: string, bytes: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ fileName, text }) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([text], fileName));
      return dropped;
    },
    { fileName: name, text: bytes },
  );
  const zone = page.getByText('Drop a folder or a zip here');
  await zone.dispatchEvent('dragover', { dataTransfer: transfer });
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
}

test('a lead uploads a folder, a zip and a stray file: each outcome is named', async ({ browser }) => {
  test.setTimeout(600_000);
  const scans = makeScans();
  const { page, problems } = await arrive(browser, 'lead');
  await openTab(page, 'Cohorts');
  await page.getByText('Upload', { exact: true }).click();

  await page.getByLabel('Folder of scans').setInputFiles(join(scans, 'scan'));
  await expect(page.getByText(/12 files stored, 1 refused/)).toBeVisible();
  const refused = page.getByRole('table', { name: 'Refused files' });
  await expect(refused.getByRole('row', { name: /notes\.txt.*not_dicom/ })).toBeVisible();

  await page.getByRole('button', { name: 'Upload more' }).click();
  await page.getByLabel('Scan files or zips').setInputFiles(join(scans, 'holed.zip'));
  await expect(page.getByText(/11 files stored, none refused/)).toBeVisible();
  await expect(page.getByRole('row', { name: /Holed.*missing/i })).toBeVisible({ timeout: 120_000 });

  await page.getByRole('button', { name: 'Upload more' }).click();
  await drop(page, 'dropped.dcm', 'neither is this');
  await expect(page.getByText(/0 files stored, 1 refused/)).toBeVisible();

  await page.getByText('Search scans', { exact: true }).first().click();
  await searchScans(page, 'SeriesDescription', 'Sound');
  await expect(page.getByRole('table', { name: 'Scans found' }).getByText('Sound')).toBeVisible({
    timeout: 120_000,
  });
  expect(problems).toEqual([]);
  await page.context().close();
});
