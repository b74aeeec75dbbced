/**
 * Photographs every screen of a running stack at 1280 x 720.
 * GYRE_URL=http://127.0.0.1:8000 PEOPLE=.gyre/demo-people.json node scripts/screens.mjs OUT [name ...]
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const url = process.env.GYRE_URL ?? 'http://127.0.0.1:8000';
const passwords = JSON.parse(readFileSync(process.env.PEOPLE ?? '../.gyre/demo-people.json', 'utf8'));
const [out = '../docs/screenshots', ...wanted] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

/** Each screen: its name, who looks, where, and what is done before the picture. */
const screens = [
  { name: 'work', who: 'anna', path: 'work' },
  { name: 'project', who: 'lead', path: 'overview' },
  { name: 'cohorts', who: 'lead', path: 'cohorts', act: (page) => page.keyboard.press('Control+a') },
  {
    name: 'cohorts-saved',
    who: 'lead',
    path: 'cohorts',
    act: (page) => page.getByRole('button', { name: /^Saved/ }).click(),
  },
  { name: 'cohorts-upload', who: 'lead', path: 'cohorts?view=upload' },
  { name: 'cohorts-held', who: 'lead', path: 'cohorts?view=held' },
  { name: 'rounds', who: 'lead', path: 'rounds' },
  { name: 'review', who: 'rosa', path: 'review' },
  { name: 'models', who: 'emil', path: 'models' },
  {
    name: 'model-card',
    who: 'emil',
    path: 'models',
    act: (page) => page.getByRole('button', { name: 'Model card' }).click(),
  },
  { name: 'datasets', who: 'emil', path: 'datasets' },
  { name: 'admin', who: 'lead', path: 'admin' },
  { name: 'admin-archive', who: 'admin', path: 'admin?view=archive' },
  { name: 'admin-deidentification', who: 'lead', path: 'admin?view=deidentification' },
  { name: 'tokens', who: 'emil', address: '/tokens' },
];

const browser = await chromium.launch({
  executablePath: process.env.GYRE_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-gl=angle',
    '--use-angle=gl-egl',
    '--ignore-gpu-blocklist',
    '--disable-background-networking',
  ],
});
const pages = new Map();

async function open() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log('  console:', message.text()));
  page.on('pageerror', (error) => console.log('  error:', error.message));
  return page;
}

async function signedIn(who) {
  if (pages.has(who)) return pages.get(who);
  const page = await open();
  await page.goto(url);
  await page.getByLabel('User name').fill(who);
  await page.getByLabel('Password').fill(passwords[who]);
  await page.getByRole('button', { name: /Sign in/ }).click();
  await page.waitForURL(/projects\/[^/]+\/\w+/);
  pages.set(who, page);
  return page;
}

const shown = (name) => wanted.length === 0 || wanted.includes(name);

if (shown('sign-in')) {
  const page = await open();
  await page.goto(url);
  await page.getByLabel('User name').waitFor();
  await page.screenshot({ path: `${out}/sign-in.png` });
}
for (const { name, who, path, address, act } of screens.filter((screen) => shown(screen.name))) {
  const page = await signedIn(who);
  const slug = /projects\/([^/]+)/.exec(page.url())?.[1] ?? '';
  await page.goto(address ? url + address : `${url}/projects/${slug}/${path}`);
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.waitForTimeout(600);
  await act?.(page);
  await page.waitForTimeout(900);
  await page.screenshot({ path: `${out}/${name}.png` });
  if (address) await page.goto(url);
  console.log(name);
}
await browser.close();
