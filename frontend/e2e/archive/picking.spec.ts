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

const RULES = ['Doubt about Spleen', 'Doubt about Liver', 'Overall doubt'];
const CONTROL = 'Drawn by chance from the whole pool, as the control arm';
const ROUND = {
  id: 7,
  number: 3,
  model: 2,
  strategy: 'power',
  random_share: 0.25,
  seed: 1,
  pool_size: 40,
  opened_at: '2026-01-05T09:00:00Z',
  closed_at: null,
  picked: 4,
  approved: 1,
};
const picks = [...RULES, CONTROL].map((words, i) => ({
  rank: i + 1,
  arm: i < 3 ? 'picked' : 'random',
  rule: 'class:1',
  rule_words: words,
  case: { id: i, name: `ABD-000${i + 1}`, thumbnail: null },
  state: 'picked',
  score: 0.8 - i / 10,
  value: 0.3,
  components: [{ key: 'entropy', name: 'Entropy', about: '', group: 'overall', value: 0.8 - i / 10 }],
}));
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

test('a round says which rule took each case, what bound it, and whether picking pays', async ({ page }) => {
  const bound = 'Site Leiden: no more than 2 of a batch; there were more to take.';
  const histogram = { edges: [0, 0.25, 0.5, 0.75, 1], counts: [4, 12, 20, 4] };
  await open(page, 'rounds', {
    'GET /api/strategies': STRATEGIES,
    [`GET /api/projects/${SLUG}/rounds`]: pageOf([ROUND]),
    'GET /api/rounds/7': {
      ...ROUND,
      strategy_parameters: {},
      constraints: {},
      bounds: [bound],
      picks,
      histogram,
      unscored: [],
    },
    [`GET /api/projects/${SLUG}/advice`]: ADVICE,
  });
  await expect(page.getByText(/Doubt with noise, 25 % at random/)).toBeVisible();
  await expect(page.getByRole('row', { name: /ABD-0001/ })).toContainText('Doubt about Spleen');
  await expect(page.getByRole('row', { name: /ABD-0004/ })).toContainText(CONTROL);
  await expect(page.getByText(bound)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Does picking pay?' })).toContainText('picking finds them');
  await expect(page.getByRole('region', { name: 'Are the labels enough?' })).toContainText('too early');
  await look(page, 'rounds-rules');
});
