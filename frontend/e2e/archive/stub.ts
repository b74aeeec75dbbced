import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page, Route } from '@playwright/test';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];

export const SLUG = 'abdomen';

/** What `npm run build` made; pages and assets come from there, no server runs. */
const DIST = resolve(import.meta.dirname, '../../dist');
const ASSETS = '/static/app/';

/** What the stub answers, by "METHOD path". The types are those of the API's snapshot: it cannot drift from it. */
export type Answers = Record<string, unknown>;

const PERSON = { id: 1, username: 'lead', name: 'Lena Lead', email: '', is_admin: false };

const project: Schemas['Project'] = {
  id: 1,
  slug: SLUG,
  name: 'Abdomen CT organs',
  case_prefix: 'ABD',
  labels: [],
  findings: [],
  channels: [],
  my_role: 'lead',
  acts: ['view', 'annotate', 'review', 'upload', 'manage', 'train', 'export'],
  task: 'segmentation',
  strategy: 'schedule',
  strategy_parameters: {},
  pick_constraints: { quotas: [], per_minute: false, max_minutes: null },
  batch_size: 8,
  random_share: 0.25,
  prefill_after: 4,
  prefill_seconds: 45,
  retrain_after: 2,
  training_seconds: 600,
  members: 'tta',
  rescore_factor: 5,
  auto_promote: true,
} as unknown as Schemas['Project'];

const nobody = { count: 0, next: null, previous: null, results: [] };

/** Asked by itself and changes nothing: it is not among what was sent. */
export const CASE_SEARCH = `POST /api/projects/${SLUG}/cases/search`;

/** A project in which nothing has happened yet. */
const EMPTY: Answers = {
  'GET /api/session': { person: PERSON, projects: [{ id: 1, slug: SLUG, name: project.name, role: 'lead' }] },
  'GET /api/projects': [project],
  [`GET /api/projects/${SLUG}`]: project,
  [`GET /api/projects/${SLUG}/overview`]: null,
  [`GET /api/projects/${SLUG}/channels`]: { cases: 0, complete: 0, without: [] },
  [`GET /api/projects/${SLUG}/members`]: [],
  [`GET /api/projects/${SLUG}/cohorts`]: [],
  [CASE_SEARCH]: nobody,
  [`GET /api/projects/${SLUG}/series`]: nobody,
  [`GET /api/projects/${SLUG}/pacs`]: [],
  [`GET /api/projects/${SLUG}/pulls`]: nobody,
  [`GET /api/projects/${SLUG}/sends`]: nobody,
  [`GET /api/projects/${SLUG}/held`]: nobody,
  'GET /api/pacs': [],
  'GET /api/strategies': [],
};

export const page = <T>(results: T[]) => ({ count: results.length, next: null, previous: null, results });

export const asAdmin: Answers = {
  'GET /api/session': {
    person: { ...PERSON, is_admin: true },
    projects: [{ id: 1, slug: SLUG, name: project.name, role: 'lead' }],
  },
};

/** Stands for a server; gives what was sent to it. An answer may be a function of the body; a number is an error. */
export async function serve(browser: Page, answers: Answers): Promise<Sent[]> {
  const sent: Sent[] = [];
  const all = { ...EMPTY, ...answers };
  if (!existsSync(DIST)) throw new Error('The browser app is not built: run npm run build.');
  await browser.route('**/*', async (route: Route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname;
    if (path.startsWith(ASSETS)) return route.fulfill({ path: join(DIST, path.slice(ASSETS.length)) });
    if (!path.startsWith('/api/')) return route.fulfill({ path: join(DIST, 'index.html') });
    const name = `${request.method()} ${path}`;
    const json = request.headers()['content-type']?.includes('json');
    const body: unknown = json ? request.postDataJSON() : undefined;
    if (request.method() !== 'GET' && name !== CASE_SEARCH) sent.push({ name, body });
    const found = all[name];
    const told = typeof found === 'function' ? await (found as (body: unknown) => unknown)(body) : found;
    if (told instanceof Refusal) return route.fulfill({ status: told.status, json: told.body });
    if (Buffer.isBuffer(told)) return route.fulfill({ status: 200, body: told, contentType: 'image/png' });
    if (told === undefined) return route.fulfill({ status: 404, json: { title: `no stub for ${name}` } });
    return route.fulfill({ status: 200, json: told });
  });
  return sent;
}

export interface Sent {
  name: string;
  body: unknown;
}

/** An error as the server gives it. */
export class Refusal {
  readonly status: number;
  readonly body: { detail: string; code: string };

  constructor(status: number, code: string, detail: string) {
    this.status = status;
    this.body = { code, detail };
  }
}
