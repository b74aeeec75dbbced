// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { browserMemory } from './memory';
import { PaneLayout, panesOf } from './PaneLayout';

beforeEach(() => localStorage.clear());

describe('the panes on the screen', () => {
  it('go round: three planes, one, planes with the surface, the surface alone', () => {
    const layout = new PaneLayout();
    const seen = [];
    for (let i = 0; i < 5; i++) {
      seen.push(panesOf(layout.state.get()));
      layout.next();
    }
    expect(seen).toEqual([
      { big: 'z', small: ['x', 'y'] },
      { big: 'z', small: [] },
      { big: 'z', small: ['x', 'y', 'surface'] },
      { big: 'surface', small: [] },
      { big: 'z', small: ['x', 'y'] },
    ]);
  });

  it('swap places: the one that was big becomes small', () => {
    const layout = new PaneLayout();
    layout.enlarge('y');
    expect(panesOf(layout.state.get())).toEqual({ big: 'y', small: ['z', 'x'] });
    layout.choose('solid');
    layout.enlarge('surface');
    expect(panesOf(layout.state.get())).toEqual({ big: 'surface', small: ['z', 'x', 'y'] });
    layout.choose('planes');
    expect(panesOf(layout.state.get())).toEqual({ big: 'z', small: ['x', 'y'] });
  });

  it('are walked through by enlarging the next one', () => {
    const layout = new PaneLayout();
    const seen = [1, 2, 3].map(() => {
      layout.enlargeNext();
      return layout.state.get().big;
    });
    expect(seen).toEqual(['x', 'y', 'z']);
  });

  it('are one for a single image, whatever is asked', () => {
    const layout = new PaneLayout({ single: true, memory: browserMemory('7', 'DX') });
    layout.next();
    layout.enlarge('y');
    expect(panesOf(layout.state.get())).toEqual({ big: 'z', small: [] });
    expect(localStorage.length).toBe(0);
  });

  it('are kept for a person and a modality', () => {
    new PaneLayout({ memory: browserMemory('7', 'CT') }).enlarge('x');
    const big = (person: string, modality: string) =>
      new PaneLayout({ memory: browserMemory(person, modality) }).state.get().big;
    expect([big('7', 'CT'), big('7', 'MR'), big('8', 'CT')]).toEqual(['x', 'z', 'z']);
  });

  it.each(['{"kind":"seven","big":"z"}', '{"kind":"one","big":"surface"}', 'not json', '3'])(
    'are the usual ones where the browser kept %s',
    (kept) => {
      localStorage.setItem('gyre.layout.7.CT', kept);
      expect(new PaneLayout({ memory: browserMemory('7', 'CT') }).state.get()).toEqual({
        kind: 'planes',
        big: 'z',
      });
    },
  );

  it('make room for something beside them and come back, with the big one that was chosen meanwhile', () => {
    const memory = browserMemory('7', 'CT');
    const layout = new PaneLayout({ memory });
    layout.choose('planes');
    const giveBack = layout.makeRoom();
    expect(panesOf(layout.state.get())).toEqual({ big: 'z', small: [] });
    expect(new PaneLayout({ memory }).state.get().kind).toBe('planes');
    layout.enlarge('y');
    expect(new PaneLayout({ memory }).state.get()).toEqual({ kind: 'planes', big: 'y' });
    giveBack();
    expect(panesOf(layout.state.get())).toEqual({ big: 'y', small: ['z', 'x'] });
  });

  it('stay as a person has laid them out while room was made', () => {
    const layout = new PaneLayout();
    const giveBack = layout.makeRoom();
    layout.choose('solid');
    giveBack();
    expect(layout.state.get().kind).toBe('solid');
  });
});
