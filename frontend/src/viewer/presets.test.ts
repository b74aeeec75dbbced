import { describe, expect, it } from 'vitest';
import { presetNamed, presetsFor, sampleOf } from './presets';

const own = { width: 700, level: 300 };

describe('window presets', () => {
  it('of CT are in Hounsfield units, whatever the values are', () => {
    expect(presetsFor('CT', own, [1, 2, 3]).map(({ name }) => name)).toEqual([
      'Brain',
      'Lung',
      'Bone',
      'Soft tissue',
      'Liver',
    ]);
  });

  it('of other modalities reach between percentiles, and are five', () => {
    const values = Array.from({ length: 1001 }, (_, i) => i);
    const presets = presetsFor('DX', own, values);
    expect(presets.map(({ name }) => name)).toEqual([
      'As stored',
      'Full range',
      'Contrast',
      'Bright parts',
      'Dark parts',
    ]);
    expect(presets[0]?.window).toEqual(own);
    expect(presets[2]?.window).toEqual({ width: 900, level: 500 });
    expect(presetNamed(presets, { width: 900, level: 500 })?.name).toBe('Contrast');
  });

  it('of MR leave the air out: half of it does not darken the rest', () => {
    const air = Array.from({ length: 5000 }, (_, i) => i % 10);
    const tissue = Array.from({ length: 5000 }, (_, i) => 400 + (i % 600));
    const contrast = presetsFor('MR', own, [...air, ...tissue])[2]?.window;
    expect(contrast?.level).toBeGreaterThan(650);
    expect(contrast?.width).toBeLessThan(600);
  });

  it('wait for the values', () => {
    expect(presetsFor('MR', own, []).map(({ name }) => name)).toEqual(['As stored']);
  });

  it('take their values evenly from the slices that are there', () => {
    const sample = sampleOf(4, (z) => (z === 1 ? null : new Float32Array(30_000).fill(z)));
    expect(sample.length).toBeLessThanOrEqual(20_000);
    expect([...new Set(sample)]).toEqual([0, 2, 3]);
  });
});
