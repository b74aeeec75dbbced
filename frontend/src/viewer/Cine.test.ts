import { describe, expect, it } from 'vitest';
import { Cine } from './Cine';
import { axisOf, type Index } from './types';

/** A cine over four slices with a clock that is moved by hand. */
function reel(count = 4) {
  const focus = [0, 0, 0] as [number, number, number];
  const shown: number[] = [];
  let tick: ((now: number) => void) | null = null;
  const cine = new Cine(
    {
      shape: [count, 1, 1] as Index,
      slice: (plane) => focus[axisOf[plane]],
      show: (plane, slice) => {
        focus[axisOf[plane]] = slice;
        shown.push(slice);
      },
    },
    (each) => {
      tick = each;
      return () => {
        tick = null;
      };
    },
  );
  const run = (from: number, to: number, every = 10) => {
    for (let now = from; now < to; now += every) tick?.(now);
  };
  return { cine, shown, run };
}

describe('cine', () => {
  it('shows so many slices a second, and begins again at the end', () => {
    const { cine, shown, run } = reel();
    cine.setRate(10);
    cine.play('z');
    run(0, 600);
    expect(shown).toEqual([1, 2, 3, 0, 1, 2]);
  });

  it('walks back at the end when asked to', () => {
    const { cine, shown, run } = reel();
    cine.setRate(10);
    cine.setTurns(true);
    cine.play('z');
    run(0, 800);
    expect(shown).toEqual([1, 2, 3, 2, 1, 0, 1, 2]);
  });

  it('shows each slice even where the screen is slower than the rate', () => {
    const { cine, shown, run } = reel(6);
    cine.setRate(60);
    cine.play('z');
    run(0, 500, 100);
    expect(shown).toEqual([1, 2, 3, 4, 5]);
  });

  it('stops, and says so', () => {
    const { cine, shown, run } = reel();
    cine.toggle('z');
    expect(cine.state.get().playing).toBe(true);
    cine.toggle('z');
    run(0, 500);
    expect(shown).toEqual([]);
    expect(cine.state.get().playing).toBe(false);
  });

  it('has nothing to play in a single image', () => {
    const { cine } = reel(1);
    cine.play('z');
    expect(cine.state.get().playing).toBe(false);
  });
});
