import { afterEach, expect, test, vi } from 'vitest';
import { fetchExplanation } from './calls';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a map that is under way is asked for again until it is there', async () => {
  const gzipped = new Response('ab').body?.pipeThrough(new CompressionStream('gzip'));
  const headers = { 'X-Box': '0,0,0,1,1,2', 'X-Model': '3' };
  const answers = [
    Response.json({ progress: 0 }, { status: 202 }),
    Response.json({ progress: 0.5 }, { status: 202 }),
    new Response(gzipped, { headers }),
  ];
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    return answers.shift();
  });
  const shares: number[] = [];
  const { signal } = new AbortController();
  const found = await fetchExplanation(1, { finding: 'mass' }, 'occlusion', [1, 1, 2], signal, (share) =>
    shares.push(share),
  );
  expect(shares).toEqual([0, 0.5]);
  expect(asked).toEqual(Array(3).fill('/api/cases/1/explanation?method=occlusion&finding=mass'));
  expect([...found.heat]).toEqual([97, 98]);
});
