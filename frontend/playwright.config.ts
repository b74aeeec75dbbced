import { defineConfig } from '@playwright/test';

/**
 * The browser tests run against a stack that is already up: `manage.py up`, its address in GYRE_URL.
 * One worker, since software GL is the scarce thing; Chromium comes from the system, never from a download.
 */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env.GYRE_URL ?? 'http://127.0.0.1:8000',
    viewport: { width: 1280, height: 720 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.GYRE_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--use-gl=angle',
        '--use-angle=gl-egl',
        '--ignore-gpu-blocklist',
        '--disable-background-networking',
      ],
    },
  },
});
