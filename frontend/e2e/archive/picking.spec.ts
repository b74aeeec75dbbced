import { expect, test } from '@playwright/test';
import type { components } from '@/api/schema';
import { look, open } from './people';
import { page as pageOf, SLUG } from './stub';

type Schemas = components['schemas'];

const number = (name: string, title: string, span: [number, number, number]) => ({
  name,
  title,
  kind: 'number',
  default: span[0],
  minimum: span[1],
  maximum: span[2],
  options: [],
  of_members: [],
  words: 'Small explores, great takes the most doubtful.',
});

const STRATEGIES: Schemas['StrategyEntry'][] = [
  {
    name: 'schedule',
    title: 'Schedule',
    explanation: 'Typical cases before there is a model, then doubt per label with noise that fades.',
    reference: '',
    needs: [],
    parameters: [],
  },
  {
    name: 'power',
    title: 'Doubt with noise',
    explanation: 'Draws cases with weights of their doubt, so that a batch is not eight times the same.',
    reference: 'Stochastic batch acquisition, arXiv 2106.12059',
    needs: ['model'],
    parameters: [number('beta', 'Beta', [1, 0.01, 1000]), number('share', 'Share', [0.5, 0, 1])],
  },
  {
    name: 'bald',
    title: 'Mutual information',
    explanation: 'The cases on which members are each sure and yet do not agree.',
    reference: 'BALD, arXiv 1112.5745',
    needs: ['model', 'members'],
    parameters: [],
  },
  {
    name: 'triage',
    title: 'Near the triage threshold',
    explanation: 'Of findings: the cases whose probability lies closest to the threshold.',
    reference: '',
    needs: ['model', 'findings'],
    parameters: [],
  },
];

test('a lead chooses a strategy, sets a parameter within its bounds and a quota', async ({ page }) => {
  const sent = await open(page, 'admin?view=loop', {
    'GET /api/strategies': STRATEGIES,
    [`PATCH /api/projects/${SLUG}`]: {},
  });
  const card = page.getByRole('region', { name: 'How a round is picked' });
  await card.getByRole('combobox', { name: 'Pick by' }).click();
  await page.getByRole('option', { name: 'Doubt with noise' }).click();
  await expect(card).toContainText('Needs a live model.');
  await card.getByLabel('Beta').fill('5000');
  await card.getByLabel('Share').focus();
  await expect(card.getByLabel('Beta')).toHaveValue('1000');
  await card.getByRole('combobox', { name: 'looked at again by' }).click();
  await page.getByRole('option', { name: 'Earlier models of the same build' }).click();
  await card.getByLabel('So many of the most doubtful').fill('3');
  await card.getByRole('button', { name: 'Add a quota' }).click();
  await card.getByLabel('Named').fill('Leiden');
  await look(page, 'admin-picking');
  await card.getByRole('button', { name: 'Save how rounds are picked' }).click();
  await expect(page.getByText('The next round is picked so.')).toBeVisible();
  expect(sent.at(-1)?.body).toEqual({
    strategy: 'power',
    strategy_parameters: { beta: 1000 },
    pick_constraints: {
      quotas: [{ by: 'site', value: 'Leiden', minimum: 0, maximum_share: 0.5 }],
      per_minute: false,
      max_minutes: null,
    },
    members: 'ensemble',
    rescore_factor: 3,
  });
});

test('who ranks by several looks is told beside the field that somebody has to look again', async ({
  page,
}) => {
  const sent = await open(page, 'admin?view=loop', {
    'GET /api/strategies': STRATEGIES,
    [`PATCH /api/projects/${SLUG}`]: {},
  });
  const card = page.getByRole('region', { name: 'How a round is picked' });
  const looks = card.getByRole('combobox', { name: 'looked at again by' });
  const save = card.getByRole('button', { name: 'Save how rounds are picked' });
  await card.getByRole('combobox', { name: 'Pick by' }).click();
  await expect(page.getByRole('option', { name: 'Near the triage threshold' })).toHaveCount(0);
  await page.getByRole('option', { name: 'Mutual information' }).click();
  await looks.click();
  await page.getByRole('option', { name: 'Nobody' }).click();
  await expect(card).toContainText('say who looks again');
  await expect(looks).toHaveAttribute('aria-invalid', 'true');
  await expect(save).toBeDisabled();
  await looks.click();
  await page.getByRole('option', { name: 'The network with parts left out' }).click();
  await expect(card).not.toContainText('say who looks again');
  await save.click();
  await expect.poll(() => sent.at(-1)?.body).toMatchObject({ strategy: 'bald', members: 'dropout' });
});

const LONG = 'Left atrial appendage of the heart, where contrast fills it';
const CONTROL = 'Drawn by chance, as the control arm';
const PLACE = "Greatest mean of any cube of 10 mm of the label's probability times the entropy";
/** Words of the rule, what the value is, the value. */
const RULES: [string, string, number][] = [
  ['Chance and doubt about Spleen', 'Spleen worst place', 0.412],
  [`Chance and doubt about ${LONG}`, `${LONG} worst place`, 0.303],
  ['Chance and overall doubt', 'Entropy, worst place', 0.297],
];
const ROUND = {
  id: 7,
  number: 3,
  model: 2,
  strategy: 'schedule',
  random_share: 0.25,
  seed: 1,
  pool_size: 40,
  opened_at: '2026-01-05T09:00:00Z',
  closed_at: null,
  picked: 4,
  approved: 1,
};
const STATES = ['approved', 'in_progress', 'picked', 'picked'];
const picks = [...RULES, null].map((ranked, i) => ({
  rank: i + 1,
  arm: ranked ? 'picked' : 'random',
  rule: ranked ? 'class:1' : 'exploration',
  rule_words: ranked?.[0] ?? CONTROL,
  case: { id: i + 1, name: `ABD-000${i + 1}`, thumbnail: null },
  state: STATES[i],
  score: 0.8 - i / 10,
  value: ranked?.[2] ?? null,
  ranked_by: ranked && { name: ranked[1], about: PLACE, group: 'detail' },
}));
const histogram = { edges: [0, 0.25, 0.5, 0.75, 1], counts: [4, 12, 20, 4] };

/** Why a pick of the round was picked. */
function why(rank: number): Schemas['Why'] {
  const pick = picks[rank - 1];
  const told = pick?.ranked_by ?? { name: 'Entropy', about: '' };
  return {
    score: pick?.value ?? 0.21,
    rank,
    of: picks.length,
    arm: pick?.arm === 'random' ? 'random' : 'picked',
    strategy: 'schedule',
    rule: pick?.rule ?? null,
    rule_words: pick?.rule_words ?? null,
    round: 3,
    percentile: 0.8,
    histogram,
    components: [
      { key: 'label:1', name: 'Spleen entropy', about: '', group: 'label', value: 0.31 },
      { key: 'entropy', name: 'Entropy', about: '', group: 'overall', value: 0.29 },
      { key: 'class_entropy:1', name: 'Spleen worst place', about: PLACE, group: 'detail', value: 0.41 },
    ],
    measure: { ...told, group: 'detail' },
    members: 'tta',
    model: 2,
    unscored: null,
  };
}

const interval = (mean: number, spread: number) => ({ mean, low: mean - spread, high: mean + spread, n: 9 });
const ADVICE: Schemas['LearningAdvice'] = {
  advice: [
    {
      rule: 'gain',
      verdict: 'enough',
      title: 'Learning curve',
      evidence: 'The last 2 models gained +0.002.',
    },
    {
      rule: 'agreement',
      verdict: 'early',
      title: 'Successive models',
      evidence: 'Too early to say: 1 of 3.',
    },
  ],
  arms: {
    arms: [
      {
        arm: 'picked',
        cases: 14,
        dice: interval(0.78, 0.03),
        edited_voxels: interval(2300, 400),
        minutes: interval(4.2, 0.8),
      },
      {
        arm: 'random',
        cases: 9,
        dice: interval(0.86, 0.03),
        edited_voxels: interval(1300, 300),
        minutes: null,
      },
    ],
    difference: interval(-0.08, 0.04),
    words: 'The model is wrong more often on picked cases than on random ones: picking finds them.',
  },
};

const BOUND = 'Site Leiden: no more than 2 of a batch; there were more to take.';
const OPENED = {
  'GET /api/strategies': STRATEGIES,
  [`GET /api/projects/${SLUG}/rounds`]: pageOf([ROUND]),
  'GET /api/rounds/7': {
    ...ROUND,
    strategy_parameters: {},
    constraints: {},
    bounds: [BOUND],
    picks,
    unscored: [],
  },
  'GET /api/rounds/7/ways': [
    { case: 1, assignment: null, revision: 31 },
    { case: 2, assignment: 12, revision: null },
  ],
  ...Object.fromEntries(picks.map(({ rank }) => [`GET /api/cases/${rank}/why`, why(rank)])),
  [`GET /api/projects/${SLUG}/advice`]: ADVICE,
};

test('a round says what each case was ranked by, what bound it, and whether picking pays', async ({
  page,
}) => {
  await open(page, 'rounds', OPENED);
  await expect(page.getByText(/Schedule, 25 % at random/)).toBeVisible();
  const spleen = page.getByRole('row', { name: /ABD-0001/ });
  for (const words of ['Chance and doubt about Spleen', 'Spleen worst place', '0.412']) {
    await expect(spleen).toContainText(words);
  }
  const drawn = page.getByRole('row', { name: /ABD-0004/ });
  await expect(drawn).toContainText(CONTROL);
  await expect(drawn).not.toContainText(/\d\.\d/);
  await expect(page.getByText(BOUND)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Does picking pay?' })).toContainText('picking finds them');
  await expect(page.getByRole('region', { name: 'Are the labels enough?' })).toContainText('too early');
  const heights = await page
    .locator('tbody tr:has(button)')
    .evaluateAll((rows) => rows.slice(0, -1).map((row) => row.getBoundingClientRect().height));
  expect(new Set(heights).size, 'rows are of one height, however long a name').toBe(1);
  await look(page, 'rounds-rules');
});

test('from a round one reads why a case was picked, and opens it where one can', async ({ page }) => {
  await open(page, 'rounds', OPENED);
  const reasons = page.getByRole('region', { name: 'Why this case' });
  await expect(reasons).toContainText('picked, rank 1 of 4');
  await expect(reasons).toContainText('0.412');
  await expect(reasons).toContainText('Higher than 1 % of 40 cases');
  await page.getByRole('button', { name: 'Why ABD-0004' }).click();
  await expect(reasons).toContainText('drawn at random, rank 4 of 4');
  await expect(reasons).toContainText(CONTROL);
  await expect(page.getByRole('link', { name: 'ABD-0001' })).toHaveAttribute(
    'href',
    `/projects/${SLUG}/review/31`,
  );
  await expect(page.getByRole('link', { name: 'ABD-0002' })).toHaveAttribute(
    'href',
    `/projects/${SLUG}/assignments/12`,
  );
  await expect(page.getByRole('link', { name: 'ABD-0003' })).toHaveCount(0);
});

test('how long ago goes on counting though nothing else on the screen changes', async ({ page }) => {
  await page.clock.install({ time: '2026-01-05T09:00:05Z' });
  await open(page, 'rounds', OPENED);
  await expect(page.getByText(/opened \d+ s ago/)).toBeVisible();
  await page.clock.runFor(300_000);
  await expect(page.getByText(/opened [56] min ago/)).toBeVisible();
});

test('Models says what the first version waits for', async ({ page }) => {
  const told: [number, string][] = [
    [0, 'The first needs approved cases of the training split.'],
    [38, '38 cases of the training split approved: the first can be trained.'],
  ];
  for (const [approved_for_training, words] of told) {
    await open(page, 'models', {
      [`GET /api/projects/${SLUG}/overview`]: {
        loop: { approved: 40, approved_for_training, review: 0, training: null },
        needs_you: [],
      },
      [`GET /api/projects/${SLUG}/models`]: [],
      [`GET /api/projects/${SLUG}/training-runs`]: pageOf([]),
    });
    await expect(page.getByText(words)).toBeVisible();
  }
});
