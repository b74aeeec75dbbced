import { expect, test } from '@playwright/test';
import type { components } from '@/api/schema';
import { look, open } from './people';
import { page as pageOf, SLUG } from './stub';

type Schemas = components['schemas'];
type Standing = Schemas['LearningPoint']['standing'];

const point = (model: number, labels: number, dice: number, standing: Standing, half: number | null) => ({
  model,
  labels,
  dice,
  low: half && dice - half,
  high: half && dice + half,
  patients: half ? 12 : 4,
  standing,
});

const overview = (learning_curve: Schemas['LearningPoint'][]): Schemas['Overview'] => ({
  loop: {
    pool: 12,
    picked: 2,
    labelling: 2,
    returned: 0,
    review: 0,
    approved: 38,
    approved_for_training: 32,
    excluded: 0,
    training: null,
    champion: { number: 5, dice: 0.851 },
  },
  round: { number: 3, approved: 2, total: 6 },
  learning_curve,
  minutes_per_case: [],
  agreement: [],
  reader_agreement: [],
  coverage: { sex: [], age: [], scanner: [], site: [] },
  needs_you: [],
});

const answers = (curve: Schemas['LearningPoint'][]) => ({
  [`GET /api/projects/${SLUG}/overview`]: overview(curve),
  [`GET /api/projects/${SLUG}/simulations`]: pageOf([]),
});

test('the learning curve goes through what went live; the others stand beside it and are told apart', async ({
  page,
}) => {
  const curve = [
    point(1, 16, 0.771, 'went_live', null),
    point(2, 16, 0.748, 'refused', 0.04),
    point(3, 24, 0.822, 'went_live', 0.03),
    point(4, 30, 0.815, 'refused', 0.03),
    point(5, 30, 0.851, 'went_live', 0.025),
    point(6, 38, 0.856, 'waits', 0.024),
  ];
  await open(page, 'overview', answers(curve));
  const card = page.getByRole('region', { name: 'Learning curve' });
  await expect(card.getByRole('img')).toHaveAccessibleName(
    /6 judged models, a line through 3 that went live/,
  );
  await expect(card).toContainText('refused by the gate');
  await expect(card).toContainText('waits for a person');
  await expect(card).toContainText('No interval for v1: 4 patients of the holdout are too few.');
  await look(page, 'project-curve');
  await card.getByRole('button', { name: /as a table/ }).click();
  await expect(card.getByRole('row', { name: /v2/ })).toContainText('refused by the gate');
  await expect(card.getByRole('row', { name: /v1/ })).toContainText('none, n = 4');
});

test('one model is a point on an axis that is not blown up', async ({ page }) => {
  await open(page, 'overview', answers([point(1, 16, 0.604, 'went_live', null)]));
  const card = page.getByRole('region', { name: 'Learning curve' });
  await expect(card).toContainText('No interval: 4 patients of the holdout are too few.');
  await expect(card.getByText('0.55')).toBeVisible();
  await expect(card.getByText('0.65')).toBeVisible();
});

const titles: Record<string, string> = {
  schedule: 'Schedule',
  random: 'Chance',
  foreground_66: 'Chance, two thirds by foreground',
};
const dice = (mean: number) => ({ mean, low: null, high: null });
const arm = (strategy: string, means: number[], reached: number | null) => ({
  strategy,
  points: means.map((mean, i) => ({
    labels: 4 + 4 * i,
    dice: dice(mean),
    edited: 9000 + 4000 * i,
    minutes: 9,
  })),
  aubc: dice((means[0] ?? 0) / 2 + (means[2] ?? 0) / 2),
  gain_per_1000_voxels: 0.002,
  gain_per_minute: 0.001,
  reach: Object.fromEntries(
    ['95', '99'].map((mark) => [
      mark,
      { labels: reached, edited: reached && 9000, minutes: 9, seeds: 1, at_start: false },
    ]),
  ),
});
const pair = (a: string, b: string) => ({
  a,
  b,
  difference: dice(0.01),
  p_holm: null,
  p_wilcoxon: null,
  tie: null,
});
const SIMULATION = {
  id: 4,
  state: 'succeeded',
  parameters: {
    strategies: Object.keys(titles),
    seeds: 1,
    seed_labels: 4,
    batch: 4,
    rounds: 2,
    steps: 300,
  },
  requested_by: { id: 1, name: 'Lena Lead' },
  requested_at: new Date().toISOString(),
  progress: null,
  verdict: [
    '1 repetition, so no interval: a sketch in which Schedule reaches 99 % of a full-data Dice that is itself low (0.373) with 8 of 17 cases.',
    'Chance reaches 95 % of a full-data Dice that is itself low (0.373) with 12 of 17 cases.',
    'Chance, two thirds by foreground does not reach 95 % of a full-data Dice that is itself low (0.373) with 12 of 17 cases.',
    'Strategies are not compared: that takes 4 repetitions or more.',
  ],
  error_code: '',
  error: '',
  results: {
    seeds: [0],
    cases: { pool: 17, holdout: 6, pool_patients: 17, holdout_patients: 6 },
    full_data: { dice: dice(0.373), labels: 17 },
    marks: { '95': 0.354, '99': 0.369 },
    arms: [
      arm('random', [0.31, 0.33, 0.356], 12),
      arm('schedule', [0.31, 0.37, 0.381], 8),
      arm('foreground_66', [0.31, 0.35, 0.34], null),
    ],
    pairs: [pair('random', 'schedule'), pair('random', 'foreground_66'), pair('schedule', 'foreground_66')],
  },
};

test('a simulation of one repetition says first that it is a sketch, and names strategies as the form does', async ({
  page,
}) => {
  await open(page, 'overview', {
    ...answers([]),
    [`GET /api/projects/${SLUG}/simulations`]: pageOf([SIMULATION]),
    'GET /api/simulations/4': SIMULATION,
    'GET /api/strategies': Object.entries(titles).map(([name, title]) => ({
      name,
      title,
      explanation: title,
    })),
  });
  await page.getByRole('button', { name: 'Simulate' }).click();
  const dialog = page.getByRole('dialog', { name: 'Would active learning pay here?' });
  await expect(dialog.getByRole('listitem')).toHaveText([
    /^1 repetition, so no interval: a sketch in which Schedule reaches 99 % of a full-data Dice that is itself low/,
    /^Strategies are not compared/,
  ]);
  const rows = dialog.getByRole('row', { name: /too few repetitions/ });
  await expect(rows).toHaveCount(2);
  await expect(dialog.getByText('Against Schedule')).toBeVisible();
  await expect(dialog).not.toContainText('foreground_66');
  await look(page, 'project-simulation');
});

const interval = (mean: number, half: number) => ({
  mean,
  low: mean - half,
  high: mean + half,
  patients: 12,
});
const rule = (name: string, value: number, limit: number, passed: boolean) => ({
  name,
  value,
  limit,
  passed,
  note: '',
});
const GATE: Schemas['Gate'] = {
  promoted: false,
  reason: 'Mean Dice -0.0030 over 12 patients. Not promoted: mean Dice gain.',
  rules: [
    rule('mean Dice gain', -0.003, 0, false),
    rule('Dice gain, low end of 95 % interval', -0.004, -0.005, true),
    rule('class 1 Dice, low end of 95 % interval', -0.008, -0.02, true),
    rule('class 2 Dice, low end of 95 % interval', -0.006, -0.02, true),
    rule('surface Dice (NSD) change', 0.002, -0.005, true),
    rule('HD95 change in mm', -0.1, 0.25, true),
    rule('calibration error change', 0.001, 0.01, true),
    rule('failed cases', 0, 0, true),
  ],
  cases: 12,
  patients: 12,
  challenger_dice: 0.819,
  champion_dice: 0.822,
  challenger_auroc: null,
  champion_auroc: null,
  delta: interval(-0.003, 0.001),
  per_class: [],
  per_group: [],
  per_finding: [],
};
const version = (number: number, state: string) => ({
  id: number,
  number,
  state,
  judged_against: number - 1 || null,
  labels_used: 16,
  dice: number === 1 ? 0.822 : 0.819,
  auroc: null,
  gate_passed: number === 1,
  reason: '',
  created_at: '2026-01-05T09:00:00Z',
  promoted_at: null,
  promoted_by: null,
});
const RUN = {
  id: 2,
  state: 'succeeded',
  lane: 'full',
  trigger: 'person',
  requested_by: null,
  requested_at: '2026-01-05T09:00:00Z',
  curve: [
    { step: 1, seconds: 31, loss: 2.39 },
    { step: 22, seconds: 75, loss: 1.79 },
    { step: 22, seconds: 75, dice: 0.604 },
  ],
};

test('the gate counts its rules as it lists them, and an early curve has its ticks', async ({ page }) => {
  const versions = [version(2, 'rejected'), version(1, 'champion')];
  const detail = { gate: null, holdout: null, human: [], training_run: 2, seconds: {}, trained_on: [] };
  await open(page, 'models/2', {
    [`GET /api/projects/${SLUG}/models`]: versions,
    'GET /api/models/2': { ...versions[0], ...detail, gate: GATE },
    'GET /api/models/1': { ...versions[1], ...detail },
    [`GET /api/projects/${SLUG}/training-runs`]: pageOf([RUN]),
    'GET /api/training-runs/2': RUN,
  });
  const rules = page.getByRole('region', { name: 'Rules of the gate' });
  await expect(page.getByText('Gate failed, 1 of 7 rules not met')).toBeVisible();
  await expect(rules.getByRole('listitem')).toHaveCount(7);
  await expect(rules).toContainText('−0.003, limit 0');
  const loss = page.getByRole('img', { name: /^Loss/ });
  for (const tick of ['1.6', '1.8', '2', '2.2', '2.4']) {
    await expect(loss.getByText(tick, { exact: true })).toBeVisible();
  }
  await look(page, 'models-refused');
});
