import { defineConfig } from '@playwright/test';

/** The harness of the viewer needs no server of ours, only this one of Vite's. */
const VIEWER_PORT = Number(process.env.GYRE_VIEWER_PORT ?? 5199);

const asked = process.argv.filter((one) => one.startsWith('--project='));
const wantsViewer = asked.length === 0 || asked.includes('--project=viewer');

/**
 * `journey` and `editor` run against a stack that is already up, its address in GYRE_URL (`tests/run_journey.py`,
 * `tests/run_editor.py`). `viewer` runs the viewer alone on a synthetic series; `archive` the built app over a stub of
 * the API. One worker, since software GL is the scarce thing; Chromium comes from the system, never from a download.
 */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results/artifacts',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
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
  projects: [
    {
      name: 'viewer',
      testDir: './e2e/viewer',
      use: { baseURL: `http://127.0.0.1:${VIEWER_PORT}` },
    },
    {
      name: 'archive',
      testDir: './e2e/archive',
      // Nothing listens there: every request is answered by the stub.
      use: { baseURL: 'http://gyre.test' },
    },
    ...['journey', 'editor', 'pictures'].map((name) => ({
      name,
      testDir: `./e2e/${name}`,
      use: {
        baseURL: process.env.GYRE_URL ?? 'http://127.0.0.1:8000',
        actionTimeout: 30_000,
        navigationTimeout: 60_000,
      },
    })),
    {
      name: 'bench',
      testDir: './e2e/bench',
      use: {
        baseURL: process.env.GYRE_URL ?? 'http://127.0.0.1:8000',
        trace: 'off' as const,
        screenshot: 'off' as const,
      },
    },
  ],
  webServer: !wantsViewer
    ? undefined
    : {
        command: `npx vite --port ${VIEWER_PORT} --strictPort --host 127.0.0.1`,
        url: `http://127.0.0.1:${VIEWER_PORT}/e2e/viewer/harness.html`,
        reuseExistingServer: true,
        timeout: 120_000,
      },
});
