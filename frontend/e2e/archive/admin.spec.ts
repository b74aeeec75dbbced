import { expect, test } from '@playwright/test';
import { look, open } from './people';
import { DEID, REGISTERED } from './scene';
import { asAdmin, Refusal, SLUG } from './stub';

test('an admin sees every PACS, why one fails, and registers another; a refusal names what is wrong', async ({
  page,
}) => {
  let tries = 0;
  const sent = await open(page, 'admin?view=archive', {
    ...asAdmin,
    'POST /api/pacs': () => {
      tries += 1;
      return tries === 1
        ? new Refusal(422, 'address_refused', 'This network address may not be asked.')
        : REGISTERED[0];
    },
  });
  const row = page.getByRole('row', { name: /Research archive/ });
  await expect(row).toContainText('failing');
  await expect(row).toContainText('The PACS did not answer in time.');
  await look(page, 'admin-archive');
  await page.getByRole('button', { name: 'Register a PACS' }).click();
  const form = page.getByRole('dialog');
  await expect(form.getByLabel('Name', { exact: true })).toBeFocused();
  await form.getByLabel('Name', { exact: true }).fill('Main PACS');
  await form.getByLabel('DICOMweb address').fill('http://10.0.0.7/dicom-web');
  await form.getByRole('button', { name: 'Password' }).click();
  await form.getByLabel('User name').fill('gyre');
  await form.getByLabel('Password', { exact: true }).fill('open sesame');
  await form.getByRole('button', { name: 'Register the PACS' }).click();
  await expect(form.getByRole('alert')).toContainText('This network address may not be asked.');
  await form.getByRole('button', { name: 'Register the PACS' }).click();
  await expect(page.getByText(/Main PACS is registered/)).toBeVisible();
  expect(sent.at(-1)?.body).toEqual({
    name: 'Main PACS',
    url: 'http://10.0.0.7/dicom-web',
    auth: 'basic',
    username: 'gyre',
    secret: 'open sesame',
  });
});

test('a lead sees the links and the switch of results, not the register; a failed result is sent again', async ({
  page,
}) => {
  const links = `/api/projects/${SLUG}/pacs`;
  const sent = await open(page, 'admin?view=archive', {
    [`PUT ${links}`]: [],
    'POST /api/sends/30/retry': {},
  });
  await expect(page.getByRole('row', { name: /Main PACS.*sent back/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Register a PACS' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Check' })).toHaveCount(0);
  await page.getByRole('switch', { name: 'Send approved results to Main PACS' }).press('Space');
  await expect
    .poll(() => sent.at(-1))
    .toEqual({
      name: `PUT ${links}`,
      body: { links: [{ pacs: 3, sends_results: false }] },
    });
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => sent.at(-1)?.name).toBe('POST /api/sends/30/retry');
});

test('the profile: each option says what it keeps; dates are kept or moved, never both', async ({ page }) => {
  const path = `/api/projects/${SLUG}/deidentification`;
  const sent = await open(page, 'admin?view=deidentification', { [`PUT ${path}`]: DEID });
  await expect(page.getByText('Private elements that PS3.15 lists as safe')).toBeVisible();
  await expect(page.getByLabel('Dates of a patient move back by up to')).toHaveValue('365');
  await expect(page.getByText('those that are here stay as they are')).toBeVisible();
  await look(page, 'admin-deidentification');
  await page.getByRole('switch', { name: 'Full dates' }).press('Space');
  await expect(page.getByRole('switch', { name: 'Modified dates' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByText('Saved. It counts for scans that come from now on.')).toBeVisible();
  expect(sent.at(-1)?.body).toEqual({
    profile: 'basic',
    options: ['retain_patient_characteristics', 'retain_full_dates'],
    date_shift_days: 365,
  });
});
