import { expect, test } from 'vitest';
import { Problem } from '@/api/problem';
import type { Explanation, Target } from './calls';
import { WhyMap } from './WhyMap';

const shape = [1, 2, 2] as const;
const box = { low: [0, 0, 0], high: shape } as const;
const made = (value: number): Explanation => ({
  heat: new Uint8Array(4).fill(value),
  box,
  model: 3,
  likeness: 0.2,
  limit: 0.5,
  images: 4,
});

type Answer = (target: Target, method: string, told: (share: number) => void) => Promise<Explanation>;

function bench(answer: Answer) {
  const drawn: (number | null)[] = [];
  const viewer = {
    shape,
    setMap: (_: string, map: Readonly<Uint8Array> | null) => drawn.push(map?.[0] ?? null),
  };
  const map = new WhyMap(1, viewer as never, (_, target, method, _shape, _signal, told) =>
    answer(target, method, told),
  );
  map.follow({ finding: 'mass' });
  return { map, drawn };
}

const settled = () => new Promise((done) => setTimeout(done));

test('the key asks and draws, the same key takes it away', async () => {
  const { map, drawn } = bench(async () => made(7));
  map.toggle();
  expect(map.state.get().kind).toBe('asking');
  await settled();
  expect(map.state.get()).toMatchObject({ kind: 'shown', explained: { model: 3, likeness: 0.2 } });
  map.toggle();
  expect(map.state.get().kind).toBe('off');
  expect(drawn).toEqual([null, 7, null]);
});

test('the map follows what is in hand, and a late answer of the one before is not drawn', async () => {
  const waiting: ((made: Explanation) => void)[] = [];
  const { map, drawn } = bench(() => new Promise((done) => waiting.push(done)));
  map.toggle();
  map.follow({ finding: 'pneumonia' });
  waiting[1]?.(made(2));
  await settled();
  waiting[0]?.(made(1));
  await settled();
  expect(drawn.filter((one) => one !== null)).toEqual([2]);
  map.by('occlusion');
  expect(waiting.length).toBe(3);
});

test('while it is off nothing is asked', () => {
  let asked = 0;
  const { map } = bench(async () => {
    asked += 1;
    return made(1);
  });
  map.follow({ finding: 'pneumonia' });
  map.by('occlusion');
  expect(asked).toBe(0);
});

test('a refusal is told in its own words and nothing is drawn', async () => {
  const { map, drawn } = bench(async () => {
    throw new Problem(409, { code: 'explanation_failed', detail: 'Such maps are not shown.' });
  });
  map.toggle();
  await settled();
  expect(map.state.get()).toMatchObject({ kind: 'failed', told: { happened: 'Such maps are not shown.' } });
  expect(drawn).toEqual([null]);
});

test('a map that takes longer says how far it is, and nothing of one that was left', async () => {
  const told: ((share: number) => void)[] = [];
  const { map } = bench((_, _method, hear) => new Promise(() => told.push(hear)));
  map.by('occlusion');
  map.toggle();
  told[0]?.(0.25);
  expect(map.state.get()).toEqual({ kind: 'asking', share: 0.25 });
  map.follow({ finding: 'pneumonia' });
  told[0]?.(0.5);
  expect(map.state.get()).toEqual({ kind: 'asking', share: null });
});
