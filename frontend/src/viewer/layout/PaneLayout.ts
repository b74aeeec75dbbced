import { Observable } from '@/lib/observable';
import { type Plane, planes } from '../types';
import type { LayoutMemory } from './memory';

/** What a pane shows: a plane of the scan, or the labels as surfaces. */
export type PaneContent = Plane | 'surface';

/** Three planes; one plane alone; three planes and the surface; the surface alone. */
export type LayoutKind = 'planes' | 'one' | 'solid' | 'surface';
export const layoutKinds: readonly LayoutKind[] = ['planes', 'one', 'solid', 'surface'];

export interface Layout {
  kind: LayoutKind;
  /** Which of them is the big one. */
  big: PaneContent;
}

const initial: Layout = { kind: 'planes', big: 'z' };

/** Sagittal before coronal, as one reads them from the top. */
const order: readonly PaneContent[] = ['z', 'x', 'y', 'surface'];

/** What is on the screen: the big pane and the small ones beside it, from the top. */
export function panesOf({ kind, big }: Layout): { big: PaneContent; small: PaneContent[] } {
  const small = order.filter((content) => content !== big);
  switch (kind) {
    case 'planes':
      return { big, small: small.filter((content) => content !== 'surface') };
    case 'solid':
      return { big, small };
    case 'one':
    case 'surface':
      return { big, small: [] };
  }
}

/** Which panes one looks at, and which of them is the big one. A single image has one pane and nothing to choose. */
export class PaneLayout {
  readonly state: Observable<Layout>;
  readonly single: boolean;
  readonly #memory: LayoutMemory | null;
  /** What was shown before room was made, and will be again. */
  #lent: LayoutKind | null = null;

  constructor({ single = false, memory = null }: { single?: boolean; memory?: LayoutMemory | null } = {}) {
    this.single = single;
    this.#memory = memory;
    this.state = new Observable<Layout>(single ? { kind: 'one', big: 'z' } : (memory?.read() ?? initial));
  }

  choose(kind: LayoutKind): void {
    const { big } = this.state.get();
    this.#set({
      kind,
      big: kind === 'surface' ? 'surface' : big === 'surface' && kind !== 'solid' ? 'z' : big,
    });
  }

  /** The next of the four. */
  next(): void {
    const at = layoutKinds.indexOf(this.state.get().kind);
    this.choose(layoutKinds[(at + 1) % layoutKinds.length] ?? 'planes');
  }

  /** Makes a pane the big one; it takes its place with the one that was. */
  enlarge(content: PaneContent): void {
    const { kind } = this.state.get();
    if (content === 'surface') this.#set({ kind: kind === 'solid' ? kind : 'surface', big: content });
    else this.#set({ kind: kind === 'surface' ? 'one' : kind, big: content });
  }

  /** The next plane becomes the big one. */
  enlargeNext(): void {
    const shown: readonly PaneContent[] =
      this.state.get().kind === 'solid' ? order : order.slice(0, planes.length);
    const at = shown.indexOf(this.state.get().big);
    this.enlarge(shown[(at + 1) % shown.length] ?? 'z');
  }

  /** One pane for as long as something else needs the room; returns what gives it back. Neither is kept. */
  makeRoom(): () => void {
    const before = this.state.get();
    if (this.single || before.kind === 'one' || before.kind === 'surface') return () => {};
    this.#lent = before.kind;
    this.state.set({ ...before, kind: 'one' });
    return () => {
      // Whoever has chosen something else meanwhile keeps that.
      if (this.#lent) this.state.set({ ...this.state.get(), kind: this.#lent });
      this.#lent = null;
    };
  }

  #set(layout: Layout): void {
    if (this.single) return;
    if (layout.kind !== 'one') this.#lent = null;
    this.state.set(layout);
    this.#memory?.write({ ...layout, kind: this.#lent ?? layout.kind });
  }
}
