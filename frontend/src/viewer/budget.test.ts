import { describe, expect, it } from 'vitest';
import { memoryBudget, planMemory } from './budget';

describe('the budget', () => {
  it.each([
    [undefined, 1500e6], // the browser does not say
    [0.5, 750e6],
    [4, 1000e6],
    [8, 2000e6], // Chromium says at most 8
    [64, 2000e6],
  ])('with %s GB in the machine', (memory, expected) => {
    expect(memoryBudget(memory)).toBe(expected);
  });
});

describe('what is kept of a case', () => {
  it('is everything, with the next case, where two fit', () => {
    expect(planMemory([300, 512, 512], 2000e6)).toEqual({
      bytes: 300 * 512 * 512 * 5,
      slices: null,
      reference: true,
      doubt: true,
      ahead: true,
      said: null,
    });
  });

  it('of 1,500 slices in 2 GB is everything but the next case, and is said', () => {
    const plan = planMemory([1500, 512, 512], 2000e6);
    expect(plan).toMatchObject({ slices: null, reference: true, doubt: true, ahead: false });
    expect(plan.bytes).toBeLessThanOrEqual(2000e6);
    expect(plan.said).toBe('Large series: 1,500 slices, about 2.0 GB; preloading is off.');
  });

  it('of 1,500 slices in 1.5 GB is pixels and mask', () => {
    const plan = planMemory([1500, 512, 512], 1500e6);
    expect(plan).toMatchObject({ slices: null, reference: false, doubt: false, ahead: false });
    expect(plan.said).toBe(
      'Large series: 1,500 slices, about 1.2 GB; the pre-label is not drawn beside your changes, ' +
        'the map of doubt is not loaded, preloading is off.',
    );
  });

  it('of 1,500 slices in 1 GB is the mask and a slab of pixels', () => {
    const plan = planMemory([1500, 512, 512], 1000e6);
    expect(plan.slices).toBe(Math.floor((1000e6 - 1500 * 512 * 512) / (2 * 512 * 512)));
    expect(plan.bytes).toBeLessThanOrEqual(1000e6);
    expect(plan.said).toContain('only 1157 slices around the one shown are held at a time');
  });

  it('is a small slab where even the mask alone is more than the budget', () => {
    expect(planMemory([6000, 512, 512], 750e6).slices).toBe(16);
  });

  it('is not spoken of for a small case that only leaves no room for the next', () => {
    expect(planMemory([500, 512, 512], 1000e6)).toMatchObject({ ahead: false, said: null });
  });
});
