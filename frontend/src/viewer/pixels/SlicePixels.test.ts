import { describe, expect, it } from 'vitest';
import { type SliceFetch, SlicePixels } from './SlicePixels';
import { SliceQueue } from './SliceQueue';

describe('the order of slices', () => {
  it('goes from where one looks outwards', () => {
    const queue = new SliceQueue(6, 2);
    expect(Array.from({ length: 7 }, () => queue.next())).toEqual([2, 3, 1, 4, 0, 5, null]);
  });

  it('follows the eye', () => {
    const queue = new SliceQueue(9, 0);
    expect([queue.next(), queue.next()]).toEqual([0, 1]);
    queue.lookAt(7);
    expect([queue.next(), queue.next(), queue.next()]).toEqual([7, 8, 6]);
  });
});

/** Slices of one voxel that say their z; some fail as told. */
function served(count: number, failing: Record<number, Error[]> = {}, capacity = count) {
  const asked: number[] = [];
  const fetch: SliceFetch = (z) => {
    asked.push(z);
    const error = failing[z]?.shift();
    return error ? Promise.reject(error) : Promise.resolve(Int16Array.of(z));
  };
  return { pixels: new SlicePixels(count, 1, fetch, capacity), asked };
}

const busy = () => Object.assign(new Error('The server answered 503.'), { status: 503 });
const gone = () => Object.assign(new Error('The server answered 404.'), { status: 404 });

describe('the pixels of a series', () => {
  it('come all, from the opening slice outwards', async () => {
    const { pixels, asked } = served(4);
    pixels.run(2);
    await pixels.settled;
    expect(asked).toEqual([1, 2, 0, 3]);
    expect([0, 1, 2, 3].map((z) => pixels.slice(z)?.[0])).toEqual([0, 1, 2, 3]);
    expect(pixels.share).toBe(1);
  });

  it('lack only the slice that failed; it can be asked for again, and nothing else is', async () => {
    const { pixels, asked } = served(4, { 2: [gone()] });
    pixels.run(2);
    await pixels.settled;
    expect([...pixels.problems]).toEqual([[2, 'The server answered 404.']]);
    expect([0, 1, 2, 3].map((z) => pixels.slice(z)?.[0])).toEqual([0, 1, undefined, 3]);
    asked.length = 0;
    const came = new Promise<number>((resolve) => pixels.onSlice(({ z }) => resolve(z)));
    pixels.retry(2);
    expect(await came).toBe(2);
    expect(asked).toEqual([2]);
    expect(pixels.problems.size).toBe(0);
    expect(pixels.slice(2)?.[0]).toBe(2);
  });

  it('are asked for once more when the server was busy', async () => {
    const { pixels, asked } = served(2, { 0: [busy()] });
    pixels.run(1);
    await pixels.settled;
    expect(asked.filter((z) => z === 0)).toHaveLength(2);
    expect(pixels.problems.size).toBe(0);
  });

  it('are a problem when it stays busy', async () => {
    const { pixels } = served(2, { 0: [busy(), busy()] });
    pixels.run(1);
    await pixels.settled;
    expect(pixels.problems.get(0)).toBe('The server answered 503.');
  });

  it('wait while paused, and go on', async () => {
    const { pixels, asked } = served(3);
    pixels.run(1);
    pixels.run(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toEqual([1]);
    pixels.run(2);
    await pixels.settled;
    expect(asked).toHaveLength(3);
  });

  it('are a slab around the eye where not all may be held, and the slab follows', async () => {
    const { pixels, asked } = served(40, {}, 5);
    const here = () => Array.from({ length: 40 }, (_, z) => z).filter((z) => pixels.slice(z));
    pixels.run(2);
    await pixels.settled;
    expect(here()).toEqual([0, 1, 2, 3, 4]);
    expect(pixels.share).toBe(1);
    pixels.lookAt(20);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(here()).toEqual([18, 19, 20, 21, 22]);
    expect(asked).toHaveLength(10);
    pixels.lookAt(39);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(here()).toEqual([35, 36, 37, 38, 39]);
  });
});
